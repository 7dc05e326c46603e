// What Streamlit's script is told before it runs.
//
// Where the server is: it would find out by two questions, one after the other, before it opens its socket. And that
// it shows no dialog of its own when the server does not answer: it would ask for a file "yourscript.py".

const base = import.meta.url.slice(0, import.meta.url.lastIndexOf("scripts/"));

export function tellStreamlit() {
  Object.assign(globalThis, {
    __streamlit: {
      BACKEND_BASE_URL: base,
      HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false, blockErrorDialogs: true },
    },
  });
}
