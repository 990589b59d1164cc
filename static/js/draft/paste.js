/**
 * Pasted text from Word, Outlook and the web, made into what an item may hold.
 */
const TRACKING = /^(utm_\w+|fbclid|gclid|msclkid|mc_\w+|_hs\w+)$/i;
const LONG = 200 * 1024;
const BLOCK = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "LI", "TABLE", "TR", "BLOCKQUOTE", "SECTION", "ARTICLE", "PRE"]);

/** Outlook's Safe Links opened, tracking taken away. @param {string} href @returns {string} */
export function cleanUrl(href) {
  let url;
  try {
    url = new URL(href.trim());
  } catch {
    return href;
  }
  for (let i = 0; i < 3 && /(^|\.)safelinks\.protection\.outlook\.com$/i.test(url.hostname); i++) {
    try {
      url = new URL(url.searchParams.get("url") || "");
    } catch {
      return href;
    }
  }
  const tracked = [...url.searchParams.keys()].filter((name) => TRACKING.test(name));
  if (!tracked.length) return url.href;
  for (const name of tracked) url.searchParams.delete(name);
  return url.href;
}

/** @param {string} text */
export function cleanText(text) {
  return text.replaceAll("\u0000", "").replace(/https?:\/\/[^\s<>"]+/g, (address) => cleanUrl(address));
}

/** Word's lists are paragraphs with a sign in front. */
const WORD_SIGN = /^[\s\u00a0]*(?:([·•§▪‣o●–\uf0b7\uf0a7-])|(\d{1,3}[.)]|[a-z][.)]))[\s\u00a0\t]+/u;

/** @param {HTMLElement} p @returns {?{ordered: boolean, level: number}} */
function wordItem(p) {
  const style = p.getAttribute("data-style") || "";
  const named = /MsoListParagraph|ListBullet|ListNumber/i.test(p.className);
  const list = style.match(/mso-list:\s*l\d+\s+level(\d)/i);
  const ignored = [...p.querySelectorAll("span")].filter((span) => /mso-list:\s*Ignore/i.test(span.getAttribute("data-style") || ""));
  const sign = ignored[0]?.textContent || p.textContent || "";
  const found = sign.match(/^[\s\u00a0]*(\d{1,3}|[a-z])[.)]/i) ? "ordered" : "";
  if (!list && !named && !(p.textContent || "").match(/^[\s\u00a0]*[·•▪●\uf0b7][\s\u00a0]/u)) return null;
  if (named && !list && !(p.textContent || "").match(WORD_SIGN)) return null;
  if (ignored.length) ignored.forEach((span) => span.remove());
  else {
    const text = firstText(p);
    if (text) text.data = text.data.replace(/\n/g, " ").replace(WORD_SIGN, "");
  }
  return { ordered: Boolean(found), level: Math.min(1, Number(list?.[1] || 1) - 1) };
}

/** @param {Node} node @returns {?Text} */
function firstText(node) {
  return /** @type {?Text} */ (document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode());
}

/** Words' own weight, when it is a style instead of an element. */
function emphasis(el, doc) {
  const style = (el.getAttribute("data-style") || "").toLowerCase();
  let target = el;
  const wrap = (tag) => {
    const inner = doc.createElement(tag);
    inner.append(...target.childNodes);
    target.append(inner);
    target = inner;
  };
  if (el.tagName === "SPAN" && /font-weight:\s*(bold|[6-9]00)/.test(style)) wrap("strong");
  if (el.tagName === "SPAN" && /font-style:\s*italic/.test(style)) wrap("em");
  // Google Docs wraps everything in <b style="font-weight:normal">.
  if (el.tagName === "B" && /font-weight:\s*(normal|400)/.test(style)) el.replaceWith(...el.childNodes);
}

/** Nested lists become one list whose rows know their level. */
function flattenList(list, doc) {
  const rows = [];
  const walk = (el, level) => {
    for (const child of [...el.children]) {
      if (child.tagName === "UL" || child.tagName === "OL") walk(child, level + 1);
      else if (child.tagName === "LI") {
        const inner = [...child.querySelectorAll(":scope > ul, :scope > ol, :scope > div > ul, :scope > div > ol")];
        inner.forEach((nested) => nested.remove());
        const row = doc.createElement("li");
        row.dataset.level = String(Math.min(1, level));
        row.append(...child.childNodes);
        for (const block of [...row.querySelectorAll("p, div")]) {
          if (block.previousSibling && (block.previousSibling.textContent || "").trim()) block.before(doc.createElement("br"));
          block.replaceWith(...block.childNodes);
        }
        rows.push(row);
        inner.forEach((nested) => walk(nested, level + 1));
      }
    }
  };
  walk(list, 0);
  list.replaceChildren(...rows);
}

/** @param {HTMLTableElement} table */
function tidyTable(table, doc) {
  table.querySelectorAll("td, th").forEach((cell) => {
    for (const p of [...cell.querySelectorAll("p, div, h1, h2, h3, h4, h5, h6, li")]) {
      if (p.nextElementSibling) p.append(doc.createElement("br"));
      p.replaceWith(...p.childNodes);
    }
    cell.querySelectorAll("ul, ol").forEach((list) => list.replaceWith(...list.childNodes));
    for (const node of [...cell.childNodes]) if (node.nodeType === 3 && !node.data.trim()) node.remove();
  });
  const first = table.querySelector("tr");
  if (!first || first.querySelector("th")) return;
  first.querySelectorAll("td").forEach((cell) => {
    const head = doc.createElement("th");
    head.append(...cell.childNodes);
    cell.replaceWith(head);
  });
}

/**
 * @param {string} html
 * @returns {{html: string, pictures: boolean}}
 */
export function cleanHtml(html) {
  const source = html.replaceAll("\u0000", "")
    .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "")
    .replace(/<!\[(?:if|endif)[^>]*>/gi, "")
    .replace(/<style[\s>][\s\S]*?<\/style>/gi, "")
    // Styles are read, never applied, and handlers never run: under the security policy either would be reported.
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style=").replace(/[\s/]on\w+\s*=/gi, " data-off="));
  const doc = new DOMParser().parseFromString(source, "text/html");
  const { body } = doc;
  if (body.querySelector("[data-pm-slice]")) return { html: source, pictures: false };
  const pictures = Boolean(body.querySelector("img, picture, svg, v\\:imagedata"));
  body.querySelectorAll("script, style, meta, link, title, xml, img, picture, svg, iframe, object, video, audio, form, input, button").forEach((el) => el.remove());
  const walker = doc.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  comments.forEach((comment) => comment.remove());
  // Word breaks its source lines inside words' spaces: a line break is a space.
  const texts = doc.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = /** @type {Text} */ (texts.currentNode);
    if (!text.parentElement?.closest("pre")) text.data = text.data.replace(/[\r\n\t ]+/g, " ");
  }
  for (const p of [...body.querySelectorAll("p")]) {
    const item = wordItem(p);
    if (!item) continue;
    const before = p.previousElementSibling;
    const tag = item.ordered ? "OL" : "UL";
    const list = before?.tagName === tag && before.hasAttribute("data-word") ? before : doc.createElement(tag);
    if (list !== before) {
      list.setAttribute("data-word", "");
      p.before(list);
    }
    const row = doc.createElement("li");
    row.dataset.level = String(item.level);
    row.append(...p.childNodes);
    const text = firstText(row);
    if (text) text.data = text.data.trimStart();
    list.append(row);
    p.remove();
  }
  body.querySelectorAll("span, b").forEach((el) => emphasis(el, doc));
  [...body.querySelectorAll("ul, ol")].filter((list) => !list.parentElement?.closest("ul, ol") && !list.hasAttribute("data-word"))
    .forEach((list) => flattenList(list, doc));
  body.querySelectorAll("table").forEach((table) => tidyTable(table, doc));
  for (const a of [...body.querySelectorAll("a")]) {
    if (a.hasAttribute("href")) a.setAttribute("href", cleanUrl(a.getAttribute("href") || ""));
    if (/^https?:\/\/[^\s]*safelinks\.protection\.outlook\.com/i.test((a.textContent || "").trim())) a.textContent = cleanUrl((a.textContent || "").trim());
    if (/^#_?(msocom|_Toc|_ftn|_edn)/i.test(a.getAttribute("href") || "")) a.replaceWith(...a.childNodes);
  }
  // A div of words (Outlook) is a paragraph; a div of blocks is nothing.
  for (const div of [...body.querySelectorAll("div, section, article, blockquote")].reverse()) {
    if ([...div.children].some((child) => BLOCK.has(child.tagName))) div.replaceWith(...div.childNodes);
    else {
      const p = doc.createElement("p");
      p.append(...div.childNodes);
      div.replaceWith(p);
    }
  }
  body.querySelectorAll("p").forEach((p) => {
    if (!(p.textContent || "").replace(/\u00a0/g, "").trim()) p.remove();
  });
  for (const el of body.querySelectorAll("*")) {
    for (const { name } of [...el.attributes]) {
      if (!["href", "data-level", "colspan", "rowspan", "data-date", "datetime"].includes(name)) el.removeAttribute(name);
    }
  }
  for (const el of [...body.querySelectorAll("*")]) {
    if (el.tagName.includes(":") || el.tagName === "FONT" || el.tagName === "SPAN") el.replaceWith(...el.childNodes);
  }
  return { html: body.innerHTML, pictures };
}

/** Plain text to the blocks it looks like. @param {string} text @returns {string} */
export function textToHtml(text) {
  const escape = (s) => s.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replace(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g, (address) => `<a href="${address}">${address}</a>`);
  let html = "";
  let open = "";
  for (const raw of cleanText(text).split(/\r?\n/)) {
    const found = raw.match(/^\s*(?:([-•·*▪])|(\d{1,3})[.)])[\s\u00a0]+(.*)$/);
    const tag = found ? (found[1] ? "ul" : "ol") : "";
    if (open !== tag) html += `${open ? `</${open}>` : ""}${tag ? `<${tag}>` : ""}`;
    open = tag;
    if (found) html += `<li>${escape(found[3])}</li>`;
    else if (raw.trim()) html += `<p>${escape(raw)}</p>`;
  }
  return html + (open ? `</${open}>` : "");
}

/** What to say about a paste, if anything. @param {DataTransfer} data @returns {string} */
export function pasteMessage(data) {
  const html = data.getData("text/html");
  const text = data.getData("text/plain");
  const files = [...data.files].some((file) => file.type.startsWith("image/"));
  if ((files && !text.trim() && !html.replace(/<[^>]*>/g, "").trim()) || /<img\b/i.test(html)) {
    return "Bilder kan inte klistras in i anteckningar. Lägg bilden som bilaga.";
  }
  if (text.length > LONG) return "Texten är mycket lång. Den är inklistrad, men det kan ta en stund innan den är sparad.";
  return "";
}
