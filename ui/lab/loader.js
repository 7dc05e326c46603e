// The only script that Streamlit carries: it brings the live page's modules from the app's own route, once.

const labs = new WeakMap();

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".lab");
  const lab = labs.get(root) ?? start(root, data);
  labs.set(root, lab);
  lab.wish = component;
  lab.instance?.update(component);
  return () => {
    lab.isStopped = true;
    lab.instance?.stop();
    labs.delete(root);
  };
}

function start(root, { page, version }) {
  // Wherever a proxy has put the app, its root is the address without the page's name.
  const base = `${location.origin}${location.pathname.slice(0, location.pathname.lastIndexOf(`/${page}`))}/`;
  const lab = {};
  import(`${base}lab/${version}/lab.js`).then(({ Lab }) => {
    if (lab.isStopped) return;
    lab.instance = new Lab(root, base);
    lab.instance.update(lab.wish);
  });
  return lab;
}
