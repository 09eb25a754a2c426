import type { Config } from '../config';

/** How client and worker reach Temporal: plain, TLS, mutual TLS, or an API key (which needs TLS). */
export function connectionOptions(config: Config) {
  const { TEMPORAL_TLS_CERT_FILE: crt, TEMPORAL_TLS_KEY_FILE: key, TEMPORAL_TLS_CA_FILE: ca } = config;
  const wantsTls = config.TEMPORAL_TLS || Boolean(config.TEMPORAL_API_KEY ?? crt ?? ca);
  return {
    address: config.TEMPORAL_ADDRESS,
    ...(config.TEMPORAL_API_KEY && { apiKey: config.TEMPORAL_API_KEY }),
    ...(wantsTls && {
      tls: {
        ...(config.TEMPORAL_TLS_SERVER_NAME && { serverNameOverride: config.TEMPORAL_TLS_SERVER_NAME }),
        ...(ca && { serverRootCACertificate: ca }),
        ...(crt && key && { clientCertPair: { crt, key } }),
      },
    }),
  };
}
