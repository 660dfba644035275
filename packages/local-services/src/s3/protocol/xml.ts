import { XmlElement as ParsedElement, parseXml as parseDocument } from '@rgrove/parse-xml';
import { S3Error } from '../../errors.js';

/** Content of an element: text, elements by name, or an array of elements of one name. Undefined omits the element. */
export type XmlContent =
  string | number | boolean | undefined | readonly XmlContent[] | { readonly [name: string]: XmlContent };

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Renders an XML document in the namespace of S3. */
export function renderXml(root: string, content: XmlContent): string {
  return `${declaration}<${root} xmlns="${namespace}">${renderContent(content)}</${root}>`;
}

/** Renders an XML document without a namespace, such as an error. */
export function renderPlainXml(root: string, content: XmlContent): string {
  return `${declaration}<${root}>${renderContent(content)}</${root}>`;
}

function renderContent(content: XmlContent): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return escapeText(String(content));
  return Object.entries(content)
    .map(([name, value]: [string, XmlContent]) => renderElement(name, value))
    .join('');
}

function renderElement(name: string, value: XmlContent): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item: XmlContent) => renderElement(name, item)).join('');
  return `<${name}>${renderContent(value)}</${name}>`;
}

/** Escapes control characters too, because parsers read a raw CR as LF. */
function escapeText(text: string): string {
  return text.replace(/[&<>"\u0000-\u001f]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A parsed element. Names are compared without their namespace prefix. */
export class XmlElement {
  readonly #element: ParsedElement;

  constructor(element: ParsedElement) {
    this.#element = element;
  }

  /** Text of the first child element of that name, or undefined if there is none. */
  text(name: string): string | undefined {
    const [first] = this.elements(name);
    return first === undefined ? undefined : first.#element.text;
  }

  /** As {@link text}, but undefined also if the text is empty. */
  filledText(name: string): string | undefined {
    const text = this.text(name);
    return text === '' ? undefined : text;
  }

  /** Text of each child element of that name. */
  texts(name: string): string[] {
    return this.elements(name).map((child) => child.#element.text);
  }

  /** Child elements, to be rendered again. Attributes and the order of elements of different names are lost. */
  content(): Readonly<Record<string, XmlContent>> {
    const content: Record<string, XmlContent[]> = {};
    for (const child of this.#element.children) {
      if (!(child instanceof ParsedElement)) continue;
      const isLeaf = !child.children.some((grandchild) => grandchild instanceof ParsedElement);
      (content[localName(child)] ??= []).push(isLeaf ? child.text : new XmlElement(child).content());
    }
    return content;
  }

  /** Child elements of that name. */
  elements(name: string): XmlElement[] {
    return childrenOf(this.#element)
      .filter((child) => localName(child) === name)
      .map((child) => new XmlElement(child));
  }
}

/** Deepest nesting of elements. The documents of S3 have at most ten levels. */
const maxDepth = 32;

/**
 * Parses an XML document.
 *
 * @param root - Name of the root element; any if absent.
 * @throws {@link S3Error} `MalformedXML` if the document is not well-formed, has another root element, or is nested too deeply.
 */
export function parseXml(document: string, root?: string): XmlElement {
  const element = parseRoot(document);
  if (element === null || (root !== undefined && localName(element) !== root)) throw malformedXml();
  checkDepth(element);
  return new XmlElement(element);
}

const localName = ({ name }: ParsedElement): string => name.slice(name.indexOf(':') + 1);

const childrenOf = ({ children }: ParsedElement): ParsedElement[] =>
  children.filter((child) => child instanceof ParsedElement);

function parseRoot(document: string): ParsedElement | null {
  try {
    // The parser itself takes time quadratic in the number of carriage returns.
    return parseDocument(document.replace(/\r\n?/g, '\n')).root;
  } catch {
    // Also if the nesting exceeds the stack.
    throw malformedXml();
  }
}

function checkDepth(root: ParsedElement): void {
  let level = [root];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxDepth) throw malformedXml();
    level = level.flatMap(childrenOf);
  }
}

/** The error for a document that is not what the operation expects. */
export const malformedXml = () =>
  new S3Error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
