/** Cognito waits five seconds for an answer, whatever the function's own limit. */
export const triggerSeconds = 5;
