import type { ConfigureRequest } from './backend.ts';

/** FastAPI's way of saying that a body is wrong. */
export interface ValidationError {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

export type Validated<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'invalid'; readonly errors: readonly ValidationError[] }
  /** The real server does not check for missing fields, for nulls or for a time without the other, and fails later. */
  | { readonly kind: 'incomplete' };

type FieldType = 'integer' | 'float' | 'object';

const CONFIGURE_FIELDS: readonly (readonly [path: string, type: FieldType])[] = [
  ['displayTimeAxisDuration', 'float'],
  ['nfftSelection', 'integer'],
  ['displayInfo', 'object'],
  ['displayInfo.height', 'integer'],
  ['channels', 'object'],
  ['channels.min', 'integer'],
  ['channels.max', 'integer'],
  ['frequencyRange', 'object'],
  ['frequencyRange.min', 'float'],
  ['frequencyRange.max', 'float'],
  ['view_type', 'integer'],
];
const TIME_FIELDS = ['start_time', 'end_time'];
const VIEW_TYPES: readonly unknown[] = [0, 1, 2];
const WATERFALL = 2;
/** A waterfall is asked for without these. */
const NOT_OF_WATERFALLS = ['displayTimeAxisDuration', 'frequencyRange', 'frequencyRange.min', 'frequencyRange.max'];

/** Checks types, not sense: `min > max` passes, as it does on the real server. */
export function validateConfigure(text: string): Validated<ConfigureRequest> {
  const parsed = parseObject(text);
  if (parsed.kind !== 'valid') return parsed;
  const body: Record<string, unknown> = { ...parsed.value, ...asNumber(parsed.value.view_type) };
  const times = TIME_FIELDS.filter((name) => body[name] !== null && body[name] !== undefined);
  const errors = [
    ...CONFIGURE_FIELDS.flatMap(([path, type]) => wrongType(body, path, type)),
    ...times.flatMap((name) => wrongType(body, name, 'integer')),
  ];
  if (errors.length > 0) return { kind: 'invalid', errors };
  if (times.length === 1 || CONFIGURE_FIELDS.some(([path]) => lacks(body, path))) return { kind: 'incomplete' };
  if (!VIEW_TYPES.includes(body.view_type)) return { kind: 'invalid', errors: [NOT_A_VIEW] };
  const value = { start_time: null, end_time: null, ...body } as unknown as ConfigureRequest;
  return { kind: 'valid', value };
}

/** The server takes a view type that is written as a text, such as `"0"`. */
function asNumber(viewType: unknown): { view_type?: number } {
  return typeof viewType === 'string' && /^\d+$/.test(viewType) ? { view_type: Number(viewType) } : {};
}

function lacks(body: Record<string, unknown>, path: string): boolean {
  const value = valueAt(body, path);
  if (value === undefined) return body.view_type !== WATERFALL || !NOT_OF_WATERFALLS.includes(path);
  return value === null;
}

/** The body of `POST /recordings_in_time_range`, epoch seconds. */
export function validateTimeRange(text: string): Validated<{ readonly start_time: number; readonly end_time: number }> {
  const parsed = parseObject(text);
  if (parsed.kind !== 'valid') return parsed;
  const body = parsed.value;
  const missing = TIME_FIELDS.filter((name) => body[name] === undefined || body[name] === null);
  const errors = [
    ...missing.map((name) => ({ loc: ['body', name], msg: 'field required', type: 'value_error.missing' })),
    ...TIME_FIELDS.filter((name) => !missing.includes(name)).flatMap((name) => wrongType(body, name, 'integer')),
  ];
  if (errors.length > 0) return { kind: 'invalid', errors };
  return { kind: 'valid', value: { start_time: Number(body.start_time), end_time: Number(body.end_time) } };
}

const NOT_A_VIEW: ValidationError = {
  loc: ['body', 'view_type'],
  msg: 'value is not a valid enumeration member; permitted: 0, 1, 2',
  type: 'type_error.enum',
};

function parseObject(text: string): Validated<Record<string, unknown>> {
  if (text === '') return invalid(['body'], 'field required', 'value_error.missing');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return invalid(['body', 0], 'Expecting value: line 1 column 1 (char 0)', 'value_error.jsondecode');
  }
  if (!isObject(body)) return invalid(['body'], 'value is not a valid dict', 'type_error.dict');
  return { kind: 'valid', value: body };
}

function invalid(loc: readonly (string | number)[], msg: string, type: string): Validated<never> {
  return { kind: 'invalid', errors: [{ loc, msg, type }] };
}

/** A field that is absent or null is no wrong type. */
function wrongType(body: Record<string, unknown>, path: string, type: FieldType): readonly ValidationError[] {
  const value = valueAt(body, path);
  if (value === undefined || value === null || isOfType(value, type)) return [];
  const loc = ['body', ...path.split('.')];
  if (type === 'object') return [{ loc, msg: 'value is not a valid dict', type: 'type_error.dict' }];
  return [{ loc, msg: `value is not a valid ${type}`, type: `type_error.${type}` }];
}

function valueAt(body: Record<string, unknown>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), body);
}

function isOfType(value: unknown, type: FieldType): boolean {
  if (type === 'object') return isObject(value);
  return type === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
