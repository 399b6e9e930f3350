import { z } from 'zod';
import { reportJson } from '#bundle/report-json.ts';
import { problem } from './problem.ts';
import { alerts, askedJob, askedTiming, logs, startedByAlerts, underWay } from './schemas.ts';

/** What is sent, and what is answered. */
const sent = [askedTiming, askedJob, alerts];
const answered = [reportJson, underWay, logs, startedByAlerts, problem];

/** OpenAPI 3.1, from the schemas by which everything is read and written; docs/openapi.json is the same. */
export function openapi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Focus bot',
      version: '1',
      description: 'Why does a Focus Server job have no consumer? Asked by programs.',
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { ...schemasOf(sent, 'input'), ...schemasOf(answered, 'output') },
    },
  };
}

function schemasOf(all: readonly z.ZodType[], io: 'input' | 'output') {
  return Object.fromEntries(
    all.map((schema) => {
      const { $schema: _schema, id: _id, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
      return [String(schema.meta()?.id), rest];
    }),
  );
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object, type = 'application/json') => ({ content: { [type]: { schema } } });
const answer = (description: string, name: string) => ({ description, ...json(ref(name)) });
const trouble = (description: string) => ({ description, ...json(ref('Problem'), 'application/problem+json') });

const always = {
  401: trouble('No token, or nobody’s.'),
  403: trouble('This client may not.'),
  405: trouble('Another method is expected; Allow says which.'),
  // Node answers it before there is a question to look at.
  408: { description: 'The question did not come whole within 15 s.' },
  429: trouble('Too many; Retry-After says when.'),
  500: trouble('A mistake of the bot; its log has it under the reference in detail.'),
  503: trouble('The bot’s Redis does not answer; Retry-After says when.'),
};
const wait = {
  ...{ name: 'wait', in: 'query', schema: { type: 'string' }, example: '60s' },
  description: 'How long to wait for the report, at most 5m.',
};
const key = {
  ...{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 200 } },
  description: 'The same key and body give the same investigation, for 24 hours.',
};
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[a-z0-9]{10}$' } };
const come = {
  200: answer('The report.', 'Report'),
  202: answer('There is no report yet.', 'UnderWay'),
  410: trouble('There will be no report, and why.'),
};

const paths = {
  '/v1/investigations': {
    post: {
      ...{ operationId: 'ask', summary: 'Investigate a new job, or one that is there', parameters: [wait, key] },
      requestBody: { required: true, ...json({ oneOf: [ref('Timing'), ref('Job')] }) },
      responses: {
        ...come,
        400: trouble('What came is not a question; nothing was started.'),
        413: trouble('More than 64 kB.'),
        415: trouble('Not JSON.'),
        422: trouble('The Idempotency-Key came with another body before.'),
        ...always,
      },
    },
  },
  '/v1/investigations/{id}': {
    get: {
      ...{ operationId: 'read', summary: 'What became of it', parameters: [id, wait] },
      responses: { ...come, 404: trouble('There is none of this id.'), ...always },
    },
  },
  '/v1/investigations/{id}/bundle': {
    get: {
      ...{ operationId: 'bundle', summary: 'All that was seen, as a .zip', parameters: [id] },
      responses: {
        200: { description: 'As `focus -- bundle` writes it.', content: { 'application/zip': {} } },
        404: trouble('Nothing is kept of it.'),
        ...always,
      },
    },
  },
  '/v1/investigations/{id}/logs': {
    get: {
      ...{ operationId: 'logs', summary: 'What was logged', parameters: [id] },
      responses: { 200: answer('A file a container.', 'Logs'), 404: trouble('Nothing is kept of it.'), ...always },
    },
  },
  '/v1/hooks/alertmanager': {
    post: {
      ...{ operationId: 'alerts', summary: 'What Alertmanager sends to a webhook' },
      requestBody: { required: true, ...json(ref('Alerts')) },
      responses: {
        202: answer('One investigation an environment that the alerts name.', 'StartedByAlerts'),
        400: trouble('It is not what Alertmanager sends.'),
        413: trouble('More than 64 kB: let the receiver have max_alerts.'),
        415: trouble('Not JSON.'),
        ...always,
      },
    },
  },
};
