// Puts the drawing that the page's script made where it belongs: Streamlit's own HTML would leave out the SVG.
export default function ({ parentElement, data }) {
  parentElement.querySelector(".curves").innerHTML = data;
}
