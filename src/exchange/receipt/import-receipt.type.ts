import 'reflect-metadata';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ImportStatusEnum } from '../../kernel/enums.js';
import { connectionOf, type Page } from '../../kernel/page.type.js';
import type { ImportStatus } from '../../kernel/vocabulary.js';
import type { ReceiptFilter, ReceiptRow } from './import-receipt.store.js';
import type * as run from './import-run.js';

@ObjectType({ description: 'What became of the rows of an import: `read` is the sum of the others.' })
export class ImportCounts implements run.ImportCounts {
  @Field(() => Int, { description: 'Rows read so far.' })
  read: number;

  @Field(() => Int, { description: 'Records new in the register 新增.' })
  inserted: number;

  @Field(() => Int, { description: 'Records that became a new version 更新.' })
  updated: number;

  @Field(() => Int, {
    description:
      'Rows that changed nothing 无变化: the register held their record already, or nothing of the file was kept.',
  })
  unchanged: number;

  @Field(() => Int, { description: 'Rows refused 拒收.' })
  rejected: number;
}

@ObjectType({
  description:
    'Receipt of an import 导入回执: a file that the agency handed in by `POST /imports/REGISTER`, or that the operator imported with records of it.',
})
export class ImportReceipt implements Omit<ReceiptRow, keyof ImportCounts | 'hasRejected'> {
  @Field(() => ID, { description: 'The receipt: what an operator takes the import back by.' })
  id: string;

  @Field(() => String, { description: 'The register, as `POST /imports/REGISTER` names it: `enterprises`.' })
  register: string;

  @Field(() => String, { description: 'Name of the file, as whoever handed it in calls it.' })
  file: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the agency that handed it in; null: the operator imported it.',
  })
  agency: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the file as it came, in hexadecimal digits; null: not known.',
  })
  sha256: string | null;

  @Field(() => Int, { nullable: true, description: 'Bytes of the file as it came; null: not known.' })
  bytes: number | null;

  @Field(() => ImportStatusEnum, { description: 'How far it has come.' })
  status: ImportStatus;

  @Field(() => Boolean, { description: 'Whether it only said what it would do, and wrote nothing 试运行.' })
  dryRun: boolean;

  @Field(() => Boolean, {
    description:
      'Whether it was to be whole (`atomic`) and is not: nothing of it stays, and its rows that were not rejected are `unchanged`.',
  })
  nothingKept: boolean;

  @Field(() => String, { nullable: true, description: 'Why it failed or stopped, with the mend.' })
  message: string | null;

  @Field(() => Date, { description: 'When the hub had received the file.' })
  receivedAt: Date;

  @Field(() => Date, { nullable: true, description: 'When it was begun first; null: it waits for its turn.' })
  startedAt: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it ended; null: it has not.' })
  finishedAt: Date | null;

  @Field(() => Int, { description: 'Records of it that were taken back 撤回 since.' })
  takenBack: number;
}

@InputType({ description: 'Which receipts of imports; what is left out restricts nothing.' })
export class ImportReceiptFilter implements Omit<ReceiptFilter, 'id'> {
  @Field(() => String, { nullable: true, description: 'Of this register: `enterprises`.' })
  register?: string | null;

  @Field(() => ImportStatusEnum, { nullable: true, description: 'That have come so far.' })
  status?: ImportStatus | null;
}

export const ImportReceiptConnection = connectionOf('ImportReceipt', () => ImportReceipt);
export type ImportReceiptConnection = Page<ReceiptRow>;
