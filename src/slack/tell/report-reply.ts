import type { Evidence } from '#investigation/evidence.ts';
import type { Opinion } from '#investigation/past/opinion.ts';
import { courseWords } from '#investigation/report/course.ts';
import { headlineIn } from '#investigation/report/headline.ts';
import type { Report } from '#investigation/report/report.ts';
import { replyReport } from '../blocks/reply.ts';
import type { Content } from '../message/content.ts';
import type { Messenger, SharedFile } from '../message/post.ts';

/** Draws the course of an investigation; undefined where that fails, which is logged. */
export type Draw = (evidence: Evidence, report: Report) => Promise<SharedFile | undefined>;

/** An investigation that may have been told. Its evidence may be forgotten already. */
export interface Reported {
  readonly report: Report;
  readonly evidence?: Evidence;
  readonly opinion?: Opinion;
}

export interface ReportReplyTools {
  readonly messenger: Pick<Messenger, 'picture' | 'givenPicture'>;
  readonly draw: Draw;
  /** Where the pages of causes are. */
  readonly docsUrl?: string;
}

/** The reply of a report with its picture, which Slack is given once; undefined where the root has said all. */
export function createReportReply({ messenger, draw, docsUrl }: ReportReplyTools) {
  return async ({ report, evidence, opinion }: Reported, askers?: readonly string[]): Promise<Content | undefined> => {
    const content = replyReport(report, {
      ...(docsUrl !== undefined && { docsUrl }),
      ...(opinion && { opinion }),
      ...(askers && { askers }),
    });
    if (!content) return undefined;
    const key = `${report.investigation}:picture`;
    const given = await messenger.givenPicture(key, altText(report));
    const file = given || !evidence ? undefined : await draw(evidence, report);
    const picture = given ?? (file && (await messenger.picture(key, file)));
    return { ...content, ...(picture && { picture }) };
  };
}

/** The same as the picture says. */
export function altText(report: Report): string {
  return `${headlineIn(report)}. ${courseWords(report.course)}`;
}
