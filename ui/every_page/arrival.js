// What the page shows while it is on its way is there with the page itself, and goes when the page is there.
//
// At a first visit the page is read in the system's letters until a picture is painted (`data-arriving`): its own are
// 170 KB and those of its icons 375 KB, which Streamlit asks for at once and a slow line would bring before the picture.

const THERE = "h1, [data-testid=stAlert], [data-testid=stException]"; // each page has a heading; a refused one an error
const PATIENCE = 700; // ms from then on, on a page that paints no picture

export function followArrival() {
  const arriving = document.getElementById("arriving");
  const root = document.getElementById("root");
  if (!arriving || !root) return;
  const { dataset } = document.documentElement;
  let arrive = () => {};
  const arrived = new Promise((resolve) => (arrive = () => resolve(null)));
  if ("arriving" in dataset) {
    const { fonts } = document;
    const load = fonts.load.bind(fonts);
    fonts.load = (font, text) => arrived.then(() => load(font, text));
    arrived.then(() => {
      delete dataset.arriving;
      fonts.load = load;
    });
  }
  for (const picture of ["painted", "stepper-drawn"]) {
    document.addEventListener(picture, () => arrive(), { once: true });
  }
  const watching = new MutationObserver(() => {
    if (!root.querySelector(THERE)) return;
    watching.disconnect();
    arriving.remove();
    setTimeout(arrive, PATIENCE);
  });
  watching.observe(root, { subtree: true, childList: true });
}
