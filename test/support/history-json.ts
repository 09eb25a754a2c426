import { createRequire } from 'node:module';
import * as proto from '@temporalio/proto';
import { patchProtobufRoot } from '@temporalio/proto/lib/patch-protobuf-root';

type History = proto.temporal.api.history.v1.IHistory;
interface ProtoJson {
  toJson: (type: unknown, message: unknown) => unknown;
  fromJson: (type: unknown, json: unknown) => History;
}

/**
 * The SDK's own conversion (`historyToJSON` of `@temporalio/common`) refuses the types of `@temporalio/proto` where npm
 * has installed a copy of protobufjs for each of the two; this one takes the copy that the types are made with.
 */
const { toJson, fromJson } = createRequire(require.resolve('@temporalio/proto'))(
  'protobufjs/ext/protojson',
) as ProtoJson;

const type = (patchProtobufRoot as (root: unknown) => { lookupType(name: string): unknown })(proto).lookupType(
  'temporal.api.history.v1.History',
);

/** A workflow's history as the JSON that Temporal's tools write and read. */
export const historyToJson = (history: History): unknown =>
  toJson(type, proto.temporal.api.history.v1.History.fromObject(history));
export const historyFromJson = (json: unknown): History => fromJson(type, json);
