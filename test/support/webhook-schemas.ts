/** The bodies of webhooks, checked by the OpenAPI document as its readers have it. */
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { describeApi } from '../../src/api/openapi';

export interface WebhookOperation {
  operationId: string;
  requestBody: { content: { 'application/json': { schema: { examples?: unknown[] } } } };
}
interface Described {
  webhooks: Record<string, { post: WebhookOperation }>;
}

export const { webhooks } = JSON.parse(JSON.stringify(describeApi([]))) as Described;

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats(ajv);
ajv.addSchema(describeApi([]), 'api');

/** What is wrong with a body by the schema of its event's entry. */
export function faultsOf(type: string, body: unknown): string[] {
  const validate = ajv.getSchema(`api#/webhooks/${type}/post/requestBody/content/application~1json/schema`)!;
  if (validate(body) === true) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
