import type { ModalView } from '@slack/types';
import type { Report } from '#investigation/report/report.ts';
import { detailsBlocks } from '../blocks/details.ts';
import { oneLine } from '../blocks/escape.ts';
import { words } from './inputs.ts';

/** All that is known of a run; there is nothing to fill in. */
export function detailsView(report: Report): ModalView {
  return {
    type: 'modal',
    callback_id: 'details',
    title: words(oneLine(report.jobId === undefined ? 'Details' : `Details of ${report.jobId}`, 24)),
    close: words('Close'),
    blocks: detailsBlocks(report),
  };
}
