import { courseSvg } from '#chart/course-svg.ts';
import type { Painter } from '#chart/png.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { altText, type Draw } from '#slack/tell/report-reply.ts';

/** The course of an investigation as a picture for its reply; the answer stands without it. */
export function createDrawCourse(painter: Painter, log: Log): Draw {
  return async (evidence, report) => {
    try {
      const content = await painter.draw(courseSvg(evidence, report));
      return { filename: 'course.png', title: 'The course', altText: altText(report), content };
    } catch (error) {
      log.error({ investigation: report.investigation, error: describeError(error) }, 'a picture could not be drawn');
      return undefined;
    }
  };
}
