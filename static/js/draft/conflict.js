/**
 * Two texts of the same paragraph, side by side in the page. Nothing is taken
 * away by it: typing goes on above, and the text not chosen stays in the history.
 *
 * @typedef {{block: string, id: string, html: string, by: string, at: string, since: string,
 *   mine: () => string, resolve: (choice: "both"|"mine"|"theirs") => Promise<string>,
 *   refresh?: () => void}} OpenConflict
 */
import { h, plainText } from "./dom.js";

/** Jonas → Jonas, Hanna → Hannas. @param {string} name */
export function genitive(name) {
  return /[sxz]$/i.test(name) ? name : `${name}s`;
}

/** @param {string} text */
const words = (text) => text.match(/\s+|[^\s]+/g) || [];

/**
 * The words of two texts, each with a sign of whether the other has it too.
 * @param {string} left @param {string} right
 * @returns {[[string, boolean][], [string, boolean][]]}
 */
export function compared(left, right) {
  const a = words(left);
  const b = words(right);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const x = a.slice(start, a.length - tail);
  const y = b.slice(start, b.length - tail);
  const same = [new Set(), new Set()];
  if (x.length * y.length < 250000) {
    const size = Array.from({ length: x.length + 1 }, () => new Uint16Array(y.length + 1));
    for (let i = x.length - 1; i >= 0; i--) {
      for (let j = y.length - 1; j >= 0; j--) {
        size[i][j] = x[i] === y[j] ? size[i + 1][j + 1] + 1 : Math.max(size[i + 1][j], size[i][j + 1]);
      }
    }
    for (let i = 0, j = 0; i < x.length && j < y.length;) {
      if (x[i] === y[j]) {
        same[0].add(start + i++);
        same[1].add(start + j++);
      } else if (size[i + 1][j] >= size[i][j + 1]) i++;
      else j++;
    }
  }
  const mark = (list, side) => list.map((word, k) => [
    word, k >= start && k < list.length - tail && !same[side].has(k),
  ]);
  return [mark(a, 0), mark(b, 1)];
}

/** @param {[string, boolean][]} marked */
function drawn(marked) {
  const out = document.createDocumentFragment();
  let text = "";
  let differs = false;
  const flush = () => {
    if (text) out.append(differs ? h("mark", { class: "differs" }, text) : text);
    text = "";
  };
  marked.forEach(([word, different], index) => {
    // A space between two differing words is underlined with them.
    const on = different || (!word.trim() && differs && Boolean(marked[index + 1]?.[1]));
    if (on !== differs) flush();
    differs = on;
    text += word;
  });
  flush();
  return out;
}

/**
 * @param {OpenConflict} conflict
 * @param {{section: HTMLElement}} place
 */
export function conflictPanel(conflict, place) {
  const number = place.section.dataset.number || "";
  const firstName = (conflict.by || "den andra").split(" ")[0];
  const mine = h("div", { class: "conflict-text" });
  const theirs = h("div", { class: "conflict-text" });
  const answer = h("p", { class: "conflict-answer", role: "status" });
  const heading = `conflict-heading-${conflict.id}`;
  conflict.refresh = () => {
    const [left, right] = compared(plainText(conflict.mine()).trim(), plainText(conflict.html).trim());
    mine.replaceChildren(left.length ? drawn(left) : h("em", {}, "Borttaget"));
    theirs.replaceChildren(right.length ? drawn(right) : h("em", {}, "Borttaget"));
  };
  conflict.refresh();
  const button = (choice, label, css) => h("button", {
    type: "button", class: css, "data-choice": choice, onclick: async (event) => {
      const { currentTarget } = event;
      currentTarget.disabled = true;
      answer.textContent = await conflict.resolve(choice);
      currentTarget.disabled = false;
    },
  }, label);
  return h("section", { class: "conflict", contenteditable: "false", "aria-labelledby": heading, "data-conflict": conflict.id },
    h("h4", { id: heading }, "Samma stycke har ändrats av två personer"),
    h("p", { class: "conflict-where" }, `${number ? `Punkt ${number}. ` : ""}Inget är borttaget. Det som skiljer är understruket.`),
    h("div", { class: "conflict-sides" },
      h("div", { class: "conflict-side" }, h("p", { class: "conflict-who" }, h("strong", {}, "Din text"),
        h("span", {}, `${conflict.since}, i den här datorn`)), mine),
      h("div", { class: "conflict-side" }, h("p", { class: "conflict-who" }, h("strong", {}, `${genitive(conflict.by || "Den andra")} text`),
        h("span", {}, `${conflict.at || ""}, på servern`)), theirs)),
    h("div", { class: "conflict-choices" },
      button("both", "Behåll båda", "button button-primary"),
      button("mine", "Välj min text", "button"),
      button("theirs", `Välj ${genitive(firstName)} text`, "button"),
      h("span", { class: "conflict-note" }, "Den som inte väljs finns kvar i historiken")),
    answer);
}
