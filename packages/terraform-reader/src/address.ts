/** An address or reference without the indexes of counted resources: `module.in["eu"].aws_iam_role.r[0]` is `module.in.aws_iam_role.r`. */
export const withoutIndexes = (address: string): string => address.replaceAll(/\[[^\]]*\]/g, '');
