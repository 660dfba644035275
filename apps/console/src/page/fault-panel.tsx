import { useState } from 'preact/hooks';
import type { FaultSwitch } from '../contract/feed.js';
import type { PipelineShape } from '../contract/pipeline.js';
import { requestJson } from './api/request-json.js';
import { formatCount } from './format.js';

/** Switches for the faults. */
export function FaultPanel({
  shape: { csrfToken },
  faults,
}: {
  readonly shape: PipelineShape;
  readonly faults: readonly FaultSwitch[];
}) {
  const [error, setError] = useState<string>();
  const set = (id: string, isOn: boolean): void => {
    requestJson(`faults/${id}`, { method: isOn ? 'PUT' : 'DELETE', csrfToken }).then(
      () => {
        setError(undefined);
      },
      (failure: unknown) => {
        setError(failure instanceof Error ? failure.message : String(failure));
      },
    );
  };
  return (
    <>
      <p class="muted">
        Inject faults between the functions and the services, and watch the pipeline recover. A fault is
        active while its switch is on.
      </p>
      {error !== undefined && <p class="trouble">{error}</p>}
      <ul class="faults">
        {faults.map(({ id, label, effect, isOn, strikes }) => (
          <li key={id}>
            <button
              type="button"
              role="switch"
              aria-checked={isOn}
              aria-label={label}
              aria-describedby={`effect-${id}`}
              onClick={() => {
                set(id, !isOn);
              }}
            >
              <span class="switch-knob" />
            </button>
            <div>
              <strong>{label}</strong>
              <p id={`effect-${id}`} class="muted">
                {effect} {strikes > 0 && `Injected ${formatCount(strikes, 'time')}.`}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
