import { XmlElement as ParsedElement, parseXml as parseDocument } from '@rgrove/parse-xml';
import { S3Error } from '../../errors.js';

/** What an element holds: text, elements by name, or several elements of one name. Undefined leaves it out. */
export type XmlContent =
  string | number | boolean | undefined | readonly XmlContent[] | { readonly [name: string]: XmlContent };

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** An XML document of S3's namespace. */
export function renderXml(root: string, content: XmlContent): string {
  return `${declaration}<${root} xmlns="${namespace}">${renderContent(content)}</${root}>`;
}

/** An XML document without a namespace, as errors are. */
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

/** Control characters go as references: a raw CR would be read as LF. */
function escapeText(text: string): string {
  return text.replace(/[&<>"\u0000-\u001f]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An element that was read. Names count without their namespace. */
export class XmlElement {
  constructor(private readonly element: ParsedElement) {}

  /** The text of an element within, or undefined if there is none. */
  text(name: string): string | undefined {
    return this.elements(name)[0]?.element.text;
  }

  /** The texts of the elements of that name within. */
  texts(name: string): string[] {
    return this.elements(name).map(({ element }) => element.text);
  }

  /** The elements of that name within. */
  elements(name: string): XmlElement[] {
    return this.element.children
      .filter((child) => child instanceof ParsedElement)
      .filter((child) => localName(child) === name)
      .map((child) => new XmlElement(child));
  }
}

/**
 * Reads an XML document with the given root element.
 *
 * @throws {@link S3Error} `MalformedXML` if it is not one.
 */
export function parseXml(text: string, root: string): XmlElement {
  const element = parseRoot(text);
  if (element === null || localName(element) !== root) throw malformedXml();
  return new XmlElement(element);
}

const localName = ({ name }: ParsedElement): string => name.slice(name.indexOf(':') + 1);

function parseRoot(text: string): ParsedElement | null {
  try {
    return parseDocument(text).root;
  } catch {
    throw malformedXml();
  }
}

const malformedXml = () =>
  new S3Error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema.',
  );
