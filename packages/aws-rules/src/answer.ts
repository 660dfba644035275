/** Whether something holds. `unknown` if the values that decide it are not known before a deployment. */
export type Answer = 'yes' | 'no' | 'unknown';

/** `no` if one answer is no; otherwise `unknown` if one is unknown. `yes` without any answers. */
export function allOf(answers: Iterable<Answer>): Answer {
  const all = new Set(answers);
  if (all.has('no')) return 'no';
  return all.has('unknown') ? 'unknown' : 'yes';
}

/** `yes` if one answer is yes; otherwise `unknown` if one is unknown. `no` without any answers. */
export function anyOf(answers: Iterable<Answer>): Answer {
  const all = new Set(answers);
  if (all.has('yes')) return 'yes';
  return all.has('unknown') ? 'unknown' : 'no';
}

/** The opposite. Unknown stays unknown. */
export function negate(answer: Answer): Answer {
  if (answer === 'unknown') return answer;
  return answer === 'yes' ? 'no' : 'yes';
}

/** The answer to a question whose answer is known. */
export function answerOf(condition: boolean): Answer {
  return condition ? 'yes' : 'no';
}
