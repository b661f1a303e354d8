/**
 * Settings on the command line of the embedded server, which win over those of its data folder. The log never holds a
 * statement, a parameter or a value of a row: those are people's data, and an erasure does not reach them there.
 */
export const SERVER_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  // LOG, FATAL and PANIC only: an ERROR may quote a value in its very message. The service logs errors itself, redacted.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_duration: 'off',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
  log_lock_waits: 'off',
  log_temp_files: '-1',
  logging_collector: 'off',
  log_destination: 'stderr',
};
