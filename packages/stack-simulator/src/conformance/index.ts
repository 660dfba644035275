export { runConformance, runScenario, type ConformanceReport, type Difference } from './run-conformance.js';
export {
  readScenarios,
  type Expectation,
  type FunctionExpectation,
  type Rule,
  type Scenario,
  type ScenarioCollection,
} from './scenario.js';
