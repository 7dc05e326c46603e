// The only script of a component that Streamlit carries: it fetches the component's module, once, and keeps what
// the module makes for as long as its root element stays.

const shown = new WeakMap();

// Wherever a proxy has put the app, the browser has found Streamlit's own script there.
const own = document.querySelector('script[type="module"][src*="static/js/"]').src;
const base = own.slice(0, own.lastIndexOf("static/js/"));

export default function (component) {
  const root = component.parentElement.querySelector("[data-root]");
  const place = shown.get(root) ?? start(root);
  shown.set(root, place);
  place.wish = component;
  place.instance?.update(component);
  return () => {
    place.isStopped = true;
    place.instance?.stop();
    shown.delete(root);
  };
}

function start(root) {
  const place = {};
  import(`${base}MODULE`).then(({ default: Component }) => {
    if (place.isStopped) return;
    place.instance = new Component(root, base);
    place.instance.update(place.wish);
  });
  return place;
}
