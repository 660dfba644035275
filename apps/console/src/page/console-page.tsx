import type { PipelineShape } from '../contract/pipeline.js';
import { BillMeter } from './bill-meter.js';
import { FailurePanel } from './failure-panel.js';
import { FaultPanel } from './fault-panel.js';
import { FileSection } from './files/file-section.js';
import { FlowChart } from './flow-chart.js';
import { LogPanel } from './logs/log-panel.js';
import { PageHeader, useTheme } from './page-header.js';
import { PipelinePicture } from './picture/pipeline-picture.js';
import { RecordPanel } from './records/record-panel.js';
import { Tabs } from './tabs.js';
import { useFeed } from './use-feed.js';

/** The page. */
export function ConsolePage({ shape }: { readonly shape: PipelineShape }) {
  const feed = useFeed();
  const [theme, toggleTheme] = useTheme();
  const open = feed.picture?.openFailures ?? 0;
  const failing = new Set(
    feed.failures.filter(({ redelivery }) => !redelivery?.accepted).map(({ functionName }) => functionName),
  );
  const struck = feed.faults.filter(({ isOn }) => isOn).length;
  return (
    <>
      <PageHeader shape={shape} isConnected={feed.isConnected} theme={theme} onToggleTheme={toggleTheme} />
      <main>
        <BillMeter bill={feed.bill} />
        <PipelinePicture shape={shape} picture={feed.picture} failing={failing} />
        <div class="columns">
          <FileSection shape={shape} files={feed.files} />
          <FlowChart shape={shape} samples={feed.samples} theme={theme} />
        </div>
        <Tabs
          label="Details"
          tabs={[
            { id: 'logs', label: 'Logs', content: () => <LogPanel shape={shape} lines={feed.logs} /> },
            {
              id: 'records',
              label: 'Records',
              content: () => <RecordPanel shards={feed.picture?.shards ?? []} />,
            },
            {
              id: 'failures',
              label: 'Failures',
              ...(open > 0 && { badge: open }),
              content: () => <FailurePanel shape={shape} failures={feed.failures} />,
            },
            {
              id: 'faults',
              label: 'Faults',
              ...(struck > 0 && { badge: struck }),
              content: () => <FaultPanel shape={shape} faults={feed.faults} />,
            },
          ]}
        />
      </main>
    </>
  );
}
