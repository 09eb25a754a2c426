import { z } from 'zod';

/**
 * The custom resources of the chart, as far as it uses them, after the definitions of KEDA 2.19, External Secrets 1.0
 * and the Prometheus Operator: Kubernetes' own schemas don't hold them.
 */
const metadata = z.strictObject({ name: z.string(), labels: z.record(z.string(), z.string()) });
const custom = (apiVersion: string, spec: z.ZodType) =>
  z.strictObject({ apiVersion: z.literal(apiVersion), kind: z.string(), metadata, spec });

const reference = z.strictObject({ name: z.string() });

export const customResources: Record<string, z.ZodType> = {
  ScaledObject: custom(
    'keda.sh/v1alpha1',
    z.strictObject({
      scaleTargetRef: reference,
      minReplicaCount: z.int().min(0),
      maxReplicaCount: z.int().min(1),
      pollingInterval: z.int(),
      cooldownPeriod: z.int(),
      triggers: z.array(
        z.strictObject({
          type: z.literal('temporal'),
          metadata: z.strictObject({
            endpoint: z.string().regex(/^[^:]+:\d+$/),
            namespace: z.string(),
            taskQueue: z.string(),
            queueTypes: z.enum(['workflow,activity', 'activity']),
            targetQueueSize: z.string().regex(/^\d+$/),
            tlsServerName: z.string().optional(),
          }),
          authenticationRef: reference.optional(),
        }),
      ),
    }),
  ),
  TriggerAuthentication: custom(
    'keda.sh/v1alpha1',
    z.strictObject({
      secretTargetRef: z.array(
        z.strictObject({ parameter: z.enum(['apiKey', 'cert', 'key', 'ca']), name: z.string(), key: z.string() }),
      ),
    }),
  ),
  ExternalSecret: custom(
    'external-secrets.io/v1',
    z.strictObject({
      refreshInterval: z.string(),
      secretStoreRef: z.strictObject({ kind: z.enum(['SecretStore', 'ClusterSecretStore']), name: z.string() }),
      target: z.strictObject({ name: z.string(), creationPolicy: z.literal('Owner') }),
      data: z.array(
        z.strictObject({
          secretKey: z.string(),
          remoteRef: z.strictObject({ key: z.string(), property: z.string().optional() }),
        }),
      ),
    }),
  ),
  PodMonitor: custom(
    'monitoring.coreos.com/v1',
    z.strictObject({
      selector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
      podMetricsEndpoints: z.array(z.strictObject({ port: z.string(), path: z.string(), interval: z.string() })),
    }),
  ),
};
