// In which language the page speaks: what is chosen is kept in a cookie, and the page comes again.
//
// A language that the address names has come with the page, as a cookie; it leaves the address, so that a link that is
// copied from it opens in its reader's own. Where a frame keeps no cookie it stays.

const NAME = "lang";
const COOKIE = "convscope_language";
const SECONDS_KEPT = 365 * 24 * 3600;

/** @param {string} code */
function isKept(code) {
  return document.cookie.split("; ").includes(`${COOKIE}=${code}`);
}

/** @param {string} code */
function choose(code) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${code}; Path=/; Max-Age=${SECONDS_KEPT}; SameSite=Lax${secure}`;
  const address = new URL(location.href);
  if (isKept(code)) address.searchParams.delete(NAME);
  else address.searchParams.set(NAME, code);
  if (address.href === location.href) location.reload();
  else location.replace(address);
}

export function chooseLanguage() {
  const address = new URL(location.href);
  if (isKept(address.searchParams.get(NAME) ?? "")) {
    address.searchParams.delete(NAME);
    history.replaceState(history.state, "", address);
  }
  for (const input of document.querySelectorAll("#view-choices [name=language]")) {
    if (input instanceof HTMLInputElement) input.addEventListener("change", () => choose(input.value));
  }
}
