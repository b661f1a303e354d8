import type { FastifyHelmetOptions } from '@fastify/helmet';

/** Headers under which Swagger UI works: its scripts are files of ours, its styles are partly inline. */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // TLS ends in front of this service, and whoever ends it decides about HSTS.
  strictTransportSecurity: false,
};
