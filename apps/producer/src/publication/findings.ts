import type { Logger } from '@aws-lambda-powertools/logger';
import type { UnclosedQuote } from '@headwaters/record-codec';

/**
 * What the producer finds in the content of an object that its settings may not fit, while it publishes a part of it or all of it.
 * Nothing is lost: each finding is one warning, however large the object.
 */
export class Findings {
  #fieldCount = 0;
  #missingFieldCount = 0;
  #hasCarriageReturnsOnly = false;
  #unclosedQuote: UnclosedQuote | undefined;

  /** Records in which the partition field was looked for and is missing. */
  get recordsWithoutField(): number {
    return this.#missingFieldCount;
  }

  get hasCarriageReturnsOnly(): boolean {
    return this.#hasCarriageReturnsOnly;
  }

  /** Reports in how many records the partition field was looked for, and in how many it is missing. */
  addFields(recordCount: number, missingCount: number): void {
    this.#fieldCount += recordCount;
    this.#missingFieldCount += missingCount;
  }

  /** Reports that the first cell has carriage returns and no line feed. */
  addCarriageReturnsOnly(): void {
    this.#hasCarriageReturnsOnly = true;
  }

  /** Reports a quote that opens a field of CSV which is not closed where fields usually are. */
  addUnclosedQuote(quote: UnclosedQuote): void {
    this.#unclosedQuote ??= quote;
  }

  /**
   * Logs one warning for each finding. The codes are API: the demo and the console read them from the log.
   *
   * @param options.object - The URI of the object.
   * @param options.field - The partition field, as the settings name it.
   */
  warn(
    logger: Pick<Logger, 'warn'>,
    { object, field = '' }: { object: string; field?: string | undefined },
  ): void {
    if (this.#missingFieldCount > 0) {
      const [missing, all] = [this.#missingFieldCount, this.#fieldCount];
      logger.warn(
        `${missing} of ${all} records have no value in the field ${JSON.stringify(field)}. Check partitionField, csvDelimiter and recordLayout`,
        { warning: 'HEADWATERS_RECORDS_WITHOUT_FIELD', object, records: all, recordsWithoutField: missing },
      );
    }
    if (this.#hasCarriageReturnsOnly) {
      logger.warn(
        'The lines seem to end with carriage returns only: nothing separates them, so the text is one record. Convert the line ends',
        { warning: 'HEADWATERS_CARRIAGE_RETURNS_ONLY', object },
      );
    }
    if (this.#unclosedQuote !== undefined) {
      const { offset, lineNumber } = this.#unclosedQuote;
      logger.warn(
        `The quote at byte ${offset}, in record ${lineNumber}, opens a field that is closed very late or not at all: all rows up to there are one record. Check the quote`,
        { warning: 'HEADWATERS_QUOTE_UNCLOSED', object, offset, record: lineNumber },
      );
    }
  }
}
