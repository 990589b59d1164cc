/**
 * Two texts of the same paragraph, side by side in the page. Nothing is taken
 * away by it: typing goes on above, and the text not chosen stays in the history.
 *
 * @typedef {{block: string, id: string, html: string, by: string, at: string, since: string, waiting?: string,
 *   mine: () => string, theirs: () => string, resolve: (choice: "both"|"mine"|"theirs") => Promise<string>,
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
    if (text) out.append(differs ? h("ins", {}, text) : text);
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
  const later = conflict.waiting !== undefined;
  const firstName = (conflict.by || "den andra").split(" ")[0];
  // On a page opened later nobody's text is "mine": one stands, the other waits.
  const names = later
    ? { left: "Texten som väntar", when: conflict.at || "", right: "Texten som står", place: "", mine: "Välj texten som väntar", theirs: "Välj texten som står" }
    : { left: "Din text", when: `${conflict.since}, i den här datorn`, right: `${genitive(conflict.by || "Den andra")} text`,
      place: `${conflict.at || ""}, på servern`, mine: "Välj min text", theirs: `Välj ${genitive(firstName)} text` };
  const mine = h("p", {});
  const theirs = h("p", {});
  const answer = h("p", { class: "conflict-answer", role: "status" });
  const heading = `conflict-heading-${conflict.id}`;
  conflict.refresh = () => {
    const [left, right] = compared(plainText(conflict.mine()).trim(), plainText(conflict.theirs()).trim());
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
  return h("section", { class: "two-texts conflict", contenteditable: "false", "aria-labelledby": heading, "data-conflict": conflict.id },
    h("h2", { id: heading }, "Samma stycke har ändrats av två personer"),
    h("p", {}, `${number ? `Punkt ${number}. ` : ""}Inget är borttaget. Det som skiljer är understruket.`),
    h("div", { class: "pair" },
      h("div", {}, h("h3", {}, `${names.left} `, h("small", {}, names.when)), mine),
      h("div", {}, h("h3", {}, `${names.right} `, h("small", {}, names.place)), theirs)),
    h("div", { class: "actions" },
      button("both", "Behåll båda", "button primary"),
      button("mine", names.mine, "button"),
      button("theirs", names.theirs, "button"),
      h("p", {}, "Den som inte väljs finns kvar i historiken")),
    answer);
}
