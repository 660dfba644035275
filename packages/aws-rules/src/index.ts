export { allOf, answerOf, anyOf, negate, type Answer } from './answer.js';
