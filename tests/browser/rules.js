// What a page must be like beyond what axe asks (E1, E2). Each check tells what is wrong, as words; nothing is a good answer.
window.rules = (() => {
  const REACHABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const seen = (one) => one.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
  const name = (one) => {
    const words = (one.getAttribute("aria-label") || one.textContent || one.name || "").trim().replace(/\s+/g, " ");
    return `${one.localName}${one.id ? `#${one.id}` : ""}${one.className.baseVal === undefined && one.className ? `.${one.className.trim().split(/\s+/).join(".")}` : ""} ”${words.slice(0, 40)}”`;
  };
  const reachable = () => [...document.querySelectorAll(REACHABLE)].filter((one) => one.tabIndex >= 0 && !one.disabled && seen(one));

  const frame = () => {
    const wrong = [];
    if (document.documentElement.lang !== "sv") wrong.push("språket är inte svenska");
    const heads = [...document.querySelectorAll("h1")].filter(seen);
    if (heads.length !== 1) wrong.push(`${heads.length} h1`);
    const first = reachable()[0];
    const skip = document.querySelector(".skip-link");
    if (!skip || first !== skip) wrong.push("första stoppet är inte länken till innehållet");
    else if (!document.getElementById(skip.hash.slice(1))) wrong.push("länken till innehållet leder ingenstans");
    if (!document.title.includes(" – Sekretariatet")) wrong.push(`titeln är ”${document.title}”`);
    return wrong;
  };

  // Order of Tab is the order of the page: nothing is moved about by numbers or by style.
  const order = () => {
    const wrong = reachable().filter((one) => one.tabIndex > 0).map((one) => `tabindex ${one.tabIndex}: ${name(one)}`);
    for (const one of reachable()) {
      for (let box = one; box && box !== document.body; box = box.parentElement) {
        if (box.matches(".top-search")) break; // on a phone the search is a row of its own, under the menu that comes after it
        const style = getComputedStyle(box);
        if (style.order !== "0") { wrong.push(`order: ${name(box)}`); break; }
        if (/reverse/.test(style.flexDirection) && style.display.includes("flex")) { wrong.push(`omvänd ordning: ${name(box)}`); break; }
      }
    }
    return [...new Set(wrong)];
  };

  // Whoever goes by keyboard sees where they are. To be called after a Tab, so that focus counts as the keyboard's.
  const focus = () => {
    const wrong = [];
    for (const one of reachable()) {
      one.focus({ preventScroll: true, focusVisible: true });
      if (document.activeElement !== one) continue;
      const ringed = [one, ...(one.matches("input") ? [one.nextElementSibling, one.closest("label"), one.parentElement] : [])];
      const shows = ringed.some((box) => {
        if (!box) return false;
        const style = getComputedStyle(box);
        if (box instanceof SVGElement && style.filter !== "none") return true;
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !/rgba\(.*, 0\)|transparent/.test(style.outlineColor)) || style.boxShadow !== "none";
      }) || Boolean(one.closest(".item:focus-within, .block-text"));
      if (!shows) wrong.push(`syns inte i fokus: ${name(one)}`);
    }
    document.activeElement.blur(); // else the link to the content would lie over what is looked at next
    return wrong;
  };

  // 24 px each way, or so far from the next that a circle of 24 px touches no other; links in running text are excepted.
  const targets = (least) => {
    const boxes = reachable().filter((one) => !(one.localName === "a" && inText(one))).map((one) => {
      const around = one.matches("input[type=checkbox], input[type=radio]") ? one.closest("label") || document.querySelector(`label[for="${CSS.escape(one.id)}"]`) || one : one;
      return [one, around.getBoundingClientRect()];
    }).filter(([, box]) => box.width && box.height);
    const small = ([, box]) => box.width < least - 0.5 || box.height < least - 0.5;
    return boxes.filter(small).filter(([one, box]) => least > 24 || boxes.some(([other, near]) => other !== one && !one.contains(other) && !other.contains(one) && touches(box, near, small([other, near]))))
      .map(([one, box]) => `${Math.round(box.width)}×${Math.round(box.height)} px: ${name(one)}`);
  };
  const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
  const touches = (box, near, both) => {
    const [x, y] = middle(box);
    if (both) { const [u, v] = middle(near); return Math.hypot(x - u, y - v) < 24; }
    const dx = Math.max(near.left - x, 0, x - near.right), dy = Math.max(near.top - y, 0, y - near.bottom);
    return Math.hypot(dx, dy) < 12;
  };
  const inText = (one) => {
    if (!getComputedStyle(one).display.startsWith("inline")) return false;
    if (getComputedStyle(one).display !== "inline") return false;
    const around = one.closest("p, li, td, th, dd, dt, figcaption, h1, h2, h3, h4, span, label, div");
    return around && around.textContent.trim() !== one.textContent.trim();
  };

  // Nothing moves for whoever has asked for stillness.
  const motion = () => [...document.querySelectorAll("*")].filter((one) => {
    const style = getComputedStyle(one);
    const longest = (times) => Math.max(...times.split(",").map((time) => parseFloat(time) * (time.includes("ms") ? 1 : 1000)));
    return (style.animationName !== "none" && longest(style.animationDuration) > 10) || (style.transitionProperty !== "none" && longest(style.transitionDuration) > 10);
  }).map((one) => `rör sig: ${name(one)}`).slice(0, 5).concat(getComputedStyle(document.documentElement).scrollBehavior === "smooth" ? ["sidan glider"] : []);

  // With own distances (WCAG 1.4.12) no words are cut off.
  const spaced = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
    const cut = () => new Set([...document.querySelectorAll("body *")].filter((one) => {
      if (one.closest("svg") || !seen(one) || one.matches("input, textarea, select, .visually-hidden, [contenteditable]") || one.closest(".visually-hidden")) return false;
      const style = getComputedStyle(one);
      const hides = (way) => ["hidden", "clip"].includes(way);
      return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1) || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
    }));
    const before = cut();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const wrong = [...cut()].filter((one) => !before.has(one)).map((one) => `ord kapas med egna avstånd: ${name(one)}`);
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) wrong.push(`${wide} px för bred med egna avstånd`);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    return wrong;
  };

  // Where the system chooses the colours, what one presses and fills in still has an edge, and nothing keeps its own.
  const forced = () => {
    const wrong = [];
    for (const one of document.querySelectorAll("button, .button, input:not([type=hidden]), select, textarea")) {
      if (!seen(one)) continue;
      const style = getComputedStyle(one);
      if (one.matches("input, select, textarea") || one.matches(".button")) {
        if (one.matches("[type=checkbox], [type=radio], [type=range], [type=file]")) continue;
        if (parseFloat(style.borderTopWidth) + parseFloat(style.borderBottomWidth) + parseFloat(style.outlineWidth) * (style.outlineStyle !== "none") < 1) wrong.push(`utan kant: ${name(one)}`);
      }
    }
    for (const one of document.querySelectorAll("body *")) {
      // The wheel and its swatches are a picture on white with colours that mean something; the list says the same.
      if (!one.closest("svg, .wheel-figure, .swatch") && getComputedStyle(one).forcedColorAdjust === "none" && seen(one)) wrong.push(`behåller egna färger: ${name(one)}`);
    }
    return [...new Set(wrong)].slice(0, 5);
  };
  return { frame, order, focus, targets, motion, spaced, forced };
})();
