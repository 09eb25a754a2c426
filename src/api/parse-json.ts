import { ServiceError } from '../model/errors';
import { exactNumber, isRounded } from './exact-number';

/** The purpose of a body. */
export interface Reading {
  /**
   * Logs are to come back as they were sent: numbers keep every digit, as a `Long` or a `Decimal128` where a double
   * would not, and an object is a Map where a plain one would change the order of its keys, or a key's meaning.
   */
  exact: boolean;
  /** Numbers that take more than a double cost many times what a plain one does. */
  maxExactNumbers: number;
}

type JsonObject = Record<string, unknown> | Map<string, unknown>;

const [TAB, LINE_FEED, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, COMMA, MINUS, COLON, BACKSLASH] = [0x22, 0x2c, 0x2d, 0x3a, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const BYTE_ORDER_MARK = 0xfeff;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const UNICODE_ESCAPE = /\\u[\dA-Fa-f]{4}/y;
const isShortEscape = new Uint8Array(128);
for (const letter of '"\\/bfnrt') isShortEscape[letter.charCodeAt(0)] = 1;
const words = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** A double holds any number of this many digits. */
const SAFE_DIGITS = 15;

/** JavaScript puts keys that look like indexes first; it and the MongoDB driver give two others a meaning. */
const needsMap = (key: string) => /^(?:__proto__|_bsontype|0|[1-9]\d*)$/.test(key);

const halfOfPair = /\p{Cs}/u;

function set(object: JsonObject, key: string, value: unknown): void {
  if (object instanceof Map) object.set(key, value);
  else if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true });
  else object[key] = value;
}

/** A key as shown in a message. */
const shown = (key: string | number) =>
  String(key).replace(/[\0\p{Cs}]/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Parses JSON whose depth has been checked. Refuses a syntax error by line and column, and by its path what would not come
 * back as it was sent: a key that is given twice or can't be stored, a number with too many digits.
 */
export const parseJson = (text: string, reading: Reading): unknown => new Parser(text, reading).parse();

class Parser {
  /** The path of the value being read: a key or an index for each level. */
  private readonly path: (string | number)[] = [];
  private readonly start: number;
  private at: number;
  private exactNumbers = 0;

  constructor(
    private readonly text: string,
    private readonly reading: Reading,
  ) {
    this.start = this.at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  }

  parse(): unknown {
    const value = this.readValue();
    this.skipSpace();
    if (this.at < this.text.length) this.fail('the end');
    return value;
  }

  private readValue(): unknown {
    switch (this.skipSpace()) {
      case QUOTE:
        return this.readText();
      case OPEN_OBJECT:
        return this.readObject();
      case OPEN_LIST:
        return this.readList();
      default:
        return this.readNumber();
    }
  }

  /** The next character that is no space. */
  private skipSpace(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) return code;
      this.at += 1;
    }
  }

  private readObject(): JsonObject {
    const level = this.path.length;
    let object: JsonObject = {};
    this.at += 1;
    let next = this.skipSpace();
    if (next === CLOSE_OBJECT) this.at += 1;
    while (next !== CLOSE_OBJECT) {
      const key = this.readKey();
      this.path[level] = key;
      if (object instanceof Map ? object.has(key) : Object.hasOwn(object, key)) this.refuse('is given twice');
      if (this.reading.exact) {
        this.checkKey(key);
        if (!(object instanceof Map) && needsMap(key)) object = new Map(Object.entries(object));
      }
      set(object, key, this.readValue());
      next = this.readSeparator(CLOSE_OBJECT);
    }
    this.path.length = level;
    return object;
  }

  private readList(): unknown[] {
    const level = this.path.length;
    const list: unknown[] = [];
    this.at += 1;
    let next = this.skipSpace();
    if (next === CLOSE_LIST) this.at += 1;
    while (next !== CLOSE_LIST) {
      this.path[level] = list.length;
      list.push(this.readValue());
      next = this.readSeparator(CLOSE_LIST);
    }
    this.path.length = level;
    return list;
  }

  /** The comma after an item, or what closes the items. */
  private readSeparator(closing: number): number {
    const code = this.skipSpace();
    if (code !== COMMA && code !== closing) this.fail(`a comma or ${String.fromCharCode(closing)}`);
    this.at += 1;
    return code;
  }

  private readKey(): string {
    if (this.skipSpace() !== QUOTE) this.fail('a key in double quotes');
    const key = this.readText();
    if (this.skipSpace() !== COLON) this.fail('a colon');
    this.at += 1;
    return key;
  }

  private checkKey(key: string): void {
    if (key.includes('\0')) this.refuse('must not have a NUL character in its key');
    if (halfOfPair.test(key)) this.refuse('must not have half of a surrogate pair in its key');
  }

  /** The text whose opening quote comes next. */
  private readText(): string {
    const { text } = this;
    const from = this.at;
    let isPlain = true;
    let at = from + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        isPlain = false;
        at = this.escapeEnd(at);
      } else if (code >= SPACE) at += 1;
      else this.failAt(at, at < text.length ? 'an escape' : 'a closing quote');
    }
    this.at = at + 1;
    return isPlain ? text.slice(from + 1, at) : (JSON.parse(text.slice(from, at + 1)) as string);
  }

  private escapeEnd(at: number): number {
    if (isShortEscape[this.text.charCodeAt(at + 1)] === 1) return at + 2;
    UNICODE_ESCAPE.lastIndex = at;
    if (!UNICODE_ESCAPE.test(this.text)) this.failAt(at, 'an escape of JSON');
    return UNICODE_ESCAPE.lastIndex;
  }

  /** A number, true, false or null. */
  private readNumber(): unknown {
    const { text } = this;
    const from = this.at;
    NUMBER.lastIndex = WORD.lastIndex = from;
    if (NUMBER.test(text)) {
      this.at = NUMBER.lastIndex;
      const written = text.slice(from, this.at);
      return written.length <= SAFE_DIGITS && /^\d+$/.test(written) ? Number(written) : this.numberOf(written);
    }
    const word = WORD.exec(text)?.[0];
    if (word === undefined) return this.fail(text.charCodeAt(from) === MINUS ? 'a number' : 'a value');
    this.at = WORD.lastIndex;
    return words.get(word);
  }

  private numberOf(written: string): unknown {
    if (!this.reading.exact) {
      const value = Number(written);
      if (Number.isFinite(value) && !Number.isInteger(value) && isRounded(written)) {
        this.refuse('has more digits than are compared: shorten it');
      }
      return value;
    }
    const number = exactNumber(written);
    if (number === null) this.refuse('has more digits than MongoDB keeps (34): shorten it, or send it as text');
    if (typeof number === 'object') this.exactNumbers += 1;
    if (this.exactNumbers <= this.reading.maxExactNumbers) return number;
    const message = `A request may hold at most ${this.reading.maxExactNumbers} numbers with more digits than a double keeps. Split it.`;
    throw new ServiceError('payload_too_large', message);
  }

  private refuse(says: string): never {
    const param = this.path.map(shown).join('.') || 'body';
    throw new ServiceError('invalid_request', `${param} ${says}.`, { param });
  }

  private failAt(at: number, wanted: string): never {
    this.at = at;
    return this.fail(wanted);
  }

  private fail(wanted: string): never {
    const { text, at } = this;
    const lines = text.slice(this.start, at).split('\n');
    const column = [...lines.at(-1)!].length + 1;
    const met = at < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(at)!)) : 'the end of the body';
    const message = `The body is not valid JSON: line ${lines.length}, column ${column} has ${met} where ${wanted} should be.`;
    throw new ServiceError('invalid_request', message, { param: 'body' });
  }
}
