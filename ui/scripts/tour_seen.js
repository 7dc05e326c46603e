// Whether this browser was on a tour: it is offered at a first visit, and from the menu later.

const SEEN = "convscope.tour";

export function wasOnTour() {
  try {
    return localStorage.getItem(SEEN) !== null;
  } catch {
    return false;
  }
}

export function keepTourSeen() {
  try {
    localStorage.setItem(SEEN, "yes");
  } catch {
    // a browser that keeps nothing is offered it again
  }
}
