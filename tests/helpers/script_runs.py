"""When the script of a page runs that a test has asked for: a click is sent before Streamlit says that one runs.

Streamlit's own word for it, `data-test-script-state`, is "notRunning" still while the wish travels to the server. A
test that looks only there goes on with the page as it was before the click.
"""

WATCH = """
(() => {
  const ASKS = 11;  // BackMsg.rerun_script
  const BEGINS = 4;  // ForwardMsg.new_session
  const seen = new WeakSet();
  const root = () => document.documentElement;

  /** Whether a message of protocol buffers has a field of a number, read at its top level only. */
  function holds(bytes, wanted) {
    let place = 0;
    const varint = () => {
      let value = 0, scale = 1, byte;
      do { byte = bytes[place++]; value += (byte & 127) * scale; scale *= 128; } while (byte & 128);
      return value;
    };
    while (place < bytes.length) {
      const tag = varint();
      if (Math.floor(tag / 8) === wanted) return true;
      if (tag % 8 === 0) varint();
      else if (tag % 8 === 2) { const length = varint(); place += length; }
      else place += tag % 8 === 1 ? 8 : 4;
    }
    return false;
  }

  function hear(event) {
    if (event.data instanceof ArrayBuffer && holds(new Uint8Array(event.data), BEGINS)) {
      // Streamlit says that it runs when React has drawn; two frames later that is on the page.
      requestAnimationFrame(() => requestAnimationFrame(() => root().removeAttribute("data-asked")));
    }
  }

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (this.url.includes("/_stcore/stream")) {
      if (!seen.has(this)) {
        seen.add(this);
        this.addEventListener("message", hear);
        this.addEventListener("close", () => root().removeAttribute("data-asked"));
      }
      const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
      if (holds(bytes, ASKS)) root().setAttribute("data-asked", "");
    }
    return send.call(this, data);
  };
})();
"""
"""A script for a browser's context: `data-asked` stands on the document from the wish for a run until it begins."""
