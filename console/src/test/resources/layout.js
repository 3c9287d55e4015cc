// Returns what a reader cannot read: words that are cut off or lie on others, and a page that scrolls sideways.
// Only what is in front is looked at: a dialog, if one is open.
const front = document.querySelector('dialog[open]') ?? document.body;
const page = document.documentElement;
const found = [];
if (page.scrollWidth > page.clientWidth) {
  found.push(`the page is ${page.scrollWidth} wide in ${page.clientWidth}`);
}

/** The nearest element around that scrolls or cuts what is too long for it, and how. */
function frame(element, side) {
  for (let around = element; around && around !== page; around = around.parentElement) {
    const kind = getComputedStyle(around)[side];
    if (kind !== 'visible') {
      return { around, scrolls: kind === 'auto' || kind === 'scroll' };
    }
  }
  return { around: page, scrolls: false };
}

function hidden(element) {
  return !element.checkVisibility({ visibilityProperty: true }) || element.closest('.away, .skip, option, datalist');
}

const boxes = [];
const walker = document.createTreeWalker(front, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.data.trim() || hidden(element) || element.closest('svg')) {
    continue;
  }
  const range = document.createRange();
  range.selectNodeContents(node);
  const outer = frame(element, 'overflowX');
  const limit = outer.around === page ? { left: 0, right: page.clientWidth } : outer.around.getBoundingClientRect();
  for (const box of range.getClientRects()) {
    const words = node.data.trim().slice(0, 40);
    if (!outer.scrolls && (box.left < limit.left - 1 || box.right > limit.right + 1)) {
      found.push(`cut off: ${words} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
    }
    boxes.push({ words, box, owner: element });
  }
}
// A dialog and what scrolls within it may be wider than its frame only where a reader expects a scroller.
for (const element of front.querySelectorAll('*')) {
  const wide = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible';
  if (wide && !hidden(element) && !element.closest('pre, input, textarea, select, .scroller')) {
    found.push(`wider than its frame: ${element.tagName} ${element.className}`);
  }
}
for (const control of front.querySelectorAll('button, input, select, textarea, a.button')) {
  if (!hidden(control)) {
    boxes.push({ words: `[${control.tagName} ${control.labels?.[0]?.textContent ?? control.textContent}]`, owner: control,
      box: control.getBoundingClientRect() });
  }
}
for (let one = 0; one < boxes.length; one += 1) {
  for (let other = one + 1; other < boxes.length; other += 1) {
    const [a, b] = [boxes[one], boxes[other]];
    const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    // Lines of one element may touch, and the words of a button lie within it.
    if (across > 2 && down > 4 && !a.owner.contains(b.owner) && !b.owner.contains(a.owner)) {
      found.push(`${a.words} lies on ${b.words}`);
    }
  }
}
return found;
