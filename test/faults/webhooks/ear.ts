import { Webhook } from 'standardwebhooks';
import type { Random } from '../../../local/demo/random';
import type { WebhookAnswer } from '../../../src/contract/webhooks';
import { startReceiver } from '../../support/receiver';
import type { PatientClient } from '../api-client';

const EVENTS = ['export.succeeded', 'export.failed', 'export.stopped', 'schedule.paused', 'schedule.failing'];
/** Of each first try, so many are refused. */
const REFUSED = 0.2;

/** An event as it arrived, with its signature checked. */
export interface Arrival {
  /** The `webhook-id`. */
  id: string;
  /** What happened to what: an export is told of once a run. */
  key: string;
  subject: string;
  body: string;
}

interface Body {
  type: string;
  data: { id: string; attempt?: number };
}

export const keyOf = (type: string, id: string, attempt?: number) => [type, id, attempt ?? ''].join(' ').trimEnd();

/** A receiver of webhooks that refuses some first tries. `forged`: what came with a wrong signature. */
export async function openEar(random: Random) {
  const receiver = await startReceiver();
  const secrets = new Map<string, string>();
  const arrivals: Arrival[] = [];
  const forged: string[] = [];
  receiver.answer(({ path, headers, body }, response) => {
    const id = String(headers['webhook-id']);
    const isFirst = arrivals.every((one) => one.id !== id);
    try {
      const { type, data } = new Webhook(secrets.get(path)!).verify(body, headers as Record<string, string>) as Body;
      arrivals.push({ id, key: keyOf(type, data.id, data.attempt), subject: data.id, body });
    } catch (error) {
      forged.push(`${id}: ${String(error)}`);
    }
    response.writeHead(isFirst && random.next() < REFUSED ? 503 : 204).end();
  });
  return {
    arrivals,
    forged,
    /** Has a client's organisation tell of all that can happen to its exports and schedules. */
    async listenTo(client: PatientClient, path: string): Promise<void> {
      const wanted = { url: receiver.url(path), events: EVENTS };
      const { body } = await client.send<WebhookAnswer & { secret: string }>('POST', '/v1/webhooks', wanted);
      secrets.set(path, body.secret);
    },
    stop: () => receiver.stop(),
  };
}
export type Ear = Awaited<ReturnType<typeof openEar>>;
