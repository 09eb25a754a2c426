import type { Config } from '../../config';
import type { StorageFault } from '../../model/errors';
import type { Step, StoreAdvice } from './advice';

const permissions: Record<Step, string> = {
  write: 'storage.objects.create',
  join: 'storage.objects.create and storage.objects.get',
  read: 'storage.objects.get',
  delete: 'storage.objects.list and storage.objects.delete',
};

/** Whether the fault comes from an answer with this HTTP status. */
const isStatus = ({ options: { cause } }: StorageFault, status: number): boolean =>
  Number((cause as { code?: unknown } | undefined)?.code) === status;

export const gcsAdvice = (config: Config): StoreAdvice => ({
  organisations: [
    ...(config.GCS_ORGANISATION_BUCKETS?.keys() ?? []),
    ...(config.GCS_ORGANISATION_KMS_KEYS?.keys() ?? []),
  ],
  join: 'compose',
  remedy(fault, step, { bucket }) {
    if (fault.code === 'bucket_not_found') return 'Check GCS_BUCKET and GCS_ORGANISATION_BUCKETS, or make the bucket.';
    if (isStatus(fault, 401)) return 'Check GOOGLE_APPLICATION_CREDENTIALS, or the workload identity.';
    if (isStatus(fault, 403)) {
      return `Give the service account ${permissions[step]} on ${bucket}: the role Storage Object User (roles/storage.objectUser).`;
    }
    return 'Check the network, GCS_API_ENDPOINT, and the Google credentials.';
  },
  sign:
    'Give the service a key file (GOOGLE_APPLICATION_CREDENTIALS), or its service account the role Service Account Token ' +
    'Creator (roles/iam.serviceAccountTokenCreator) on itself.',
  badUrl: "Check this machine's clock, GCS_SIGNED_URL_HOST, and that the account that signs has storage.objects.get.",
  farUrl: 'Try from where clients are; where they should go elsewhere, set GCS_SIGNED_URL_HOST.',
  own: () => [],
});
