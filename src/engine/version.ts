/** Part of every sealed bundle; raised whenever a change can alter a single bit of a result. */
export const ENGINE_VERSION = '1.0.0';
