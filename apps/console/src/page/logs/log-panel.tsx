import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogLine } from '../../contract/feed.js';
import type { PipelineShape } from '../../contract/pipeline.js';
import { formatClock } from '../format.js';
import { filterLines, readLogLine } from './log-lines.js';

const mostShown = 500;
const nearEndPixels = 40;

/** Live log of the functions with filters by function and text. Follows the end until the user scrolls up. */
export function LogPanel({
  shape,
  lines,
}: {
  readonly shape: PipelineShape;
  readonly lines: readonly LogLine[];
}) {
  const [functionName, setFunctionName] = useState('');
  const [text, setText] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  const shown = filterLines(lines, { functionName, text }, mostShown);
  const functions = [shape.producer, ...shape.consumers];
  const labels = new Map(functions.map((each) => [each.functionName, each.label]));
  useEffect(() => {
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [shown.at(-1)?.id, shown.length]);
  return (
    <>
      <div class="toolbar">
        <label>
          Function
          <select
            value={functionName}
            onChange={({ currentTarget }) => {
              setFunctionName(currentTarget.value);
            }}
          >
            <option value="">all</option>
            {functions.map((each) => (
              <option key={each.functionName} value={each.functionName}>
                {each.label}
              </option>
            ))}
          </select>
        </label>
        <label class="grow">
          Search
          <input
            type="search"
            value={text}
            onInput={({ currentTarget }) => {
              setText(currentTarget.value);
            }}
          />
        </label>
        <span class="muted" role="status">
          {shown.length} of {lines.length} lines
        </span>
      </div>
      <ol
        class="log"
        ref={list}
        tabIndex={0}
        aria-label="Log lines"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < nearEndPixels;
        }}
      >
        {shown.map((line) => (
          <LogRow key={line.id} line={line} label={labels.get(line.functionName) ?? line.functionName} />
        ))}
      </ol>
    </>
  );
}

function LogRow({ line: { at, line }, label }: { readonly line: LogLine; readonly label: string }) {
  const { level, text } = readLogLine(line);
  return (
    <li class={`log-line log-${level.toLowerCase()}`}>
      <time>{formatClock(at)}</time>
      <span class="log-function">{label}</span>
      <span class="log-level">{level}</span>
      <span class="log-text">{text}</span>
    </li>
  );
}
