// The shape of raw keys: prefix, handle, secret and six digits of a CRC-32, most significant first.

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = /^[A-Za-z][0-9A-Za-z_]{0,19}[0-9A-Za-z]{57,71}$/;
const CHECKSUM = 6;

const TABLE = Array.from({ length: 256 }, (none, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value >>> 0;
});

function crc(text) {
  let value = 0xffffffff;
  for (const letter of text) {
    value = TABLE[(value ^ letter.charCodeAt(0)) & 0xff] ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** Tells whether a text has the shape of a raw key, whole or mistyped. */
export function looksLikeKey(text) {
  return SHAPE.test(text.trim());
}

/** Tells whether a text is a whole raw key without a mistake. */
export function isKey(text) {
  if (!SHAPE.test(text)) {
    return false;
  }
  let rest = crc(text.slice(0, -CHECKSUM));
  let digits = '';
  for (let i = 0; i < CHECKSUM; i += 1) {
    digits = DIGITS[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return text.endsWith(digits);
}
