// The review: after a decision the next claim has the focus and the address, and Back leads to the one before.
"use strict";

(() => {
  const part = () => document.getElementById("review");

  document.addEventListener("htmx:after:swap", () => {
    const address = part()?.dataset.address;
    if (!address) return;
    if (address !== location.pathname + location.search) history.pushState(null, "", address);
    const card = document.querySelector("#review .claim-card");
    (card ?? document.getElementById("main")).focus({ preventScroll: true });
    scrollTo(0, 0);
  });
  addEventListener("popstate", () => location.reload());

  // Taking back by key shows the claim that it was about.
  addEventListener(
    "rashomon:changed",
    (event) => {
      const claim = event.detail?.href?.match(/^\/claims\/([^/?#]+)$/)?.[1];
      if (!claim) return;
      event.preventDefault();
      const address = new URL(part().dataset.part, location.href);
      address.searchParams.set("claim", claim);
      location.assign(address.href);
    },
    true,
  );
})();
