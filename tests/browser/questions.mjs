// questions.mjs - what agents ask in the tests: a plan with options, a plain question, and a typed form, in both languages.

const typed = (t, choices, colours) => ({
  title: t[0], message: t[1], freeText: { maxLength: 200 }, priority: 'high',
  form: {
    type: 'object', required: ['name', 'mail', 'count', 'agree', 'size'],
    properties: {
      name: { type: 'string', title: t[2], minLength: 2, maxLength: 40 },
      mail: { type: 'string', title: t[3], format: 'email' },
      site: { type: 'string', title: t[4], format: 'uri', description: t[5] },
      day: { type: 'string', title: t[6], format: 'date', default: '2026-12-01' },
      at: { type: 'string', title: t[7], format: 'date-time' },
      count: { type: 'integer', title: t[8], minimum: 1, maximum: 10, default: 2 },
      share: { type: 'number', title: t[9], minimum: 0, maximum: 1 },
      agree: { type: 'boolean', title: t[10], description: t[11] },
      size: { type: 'string', title: t[12], enum: choices },
      region: { type: 'string', title: t[13], oneOf: Array.from({ length: 9 }, (_, i) => ({ const: 'r' + i, title: `${t[13]} ${i + 1}` })) },
      colours: { type: 'array', title: t[14], minItems: 1, maxItems: 2, items: { anyOf: colours.map((title, i) => ({ const: '#' + i, title })) }, default: ['#0'] },
      story: { type: 'string', title: t[15], maxLength: 2000 },
    },
  },
});

export const questions = {
  en: {
    plan: {
      title: 'Deploy 4.2 to production now?', thread: 'release', metadata: { client: 'Build agent' },
      message: 'All checks are green. Traffic is low until about 16:00, so this would be a good moment. What shall I do?',
      aiContent: '## What would happen\n\nI roll out **4.2** to one machine, watch it for five minutes, then go on to the others.\n\n1. Migrate the database. It takes about `40 s`, and readers are not disturbed.\n2. Swap the containers:\n   - `api` first,\n   - then `worker`.\n3. Watch the errors. Above 0.5 % I go back by myself.\n\n```sh\nkubectl rollout restart deploy/api\nkubectl rollout status deploy/api --timeout=300s\n```\n\n| Check | Result | Time |\n|:--|:-:|--:|\n| unit | passed | 1 m 12 s |\n| browser | passed | 4 m 03 s |\n| load | 2 % slower | 12 m |\n\n> The load test is a little slower than last week. I believe that it is the new index.\n\n- [x] Backup taken at 13:55\n- [ ] Release notes sent\n\nMore in [the runbook](https://wiki.example.com/runbook).',
      predefinedOptions: [
        { value: 'now', label: 'Deploy now', description: 'One machine first, then the rest. Done at about 14:40.' },
        { value: 'monday', label: 'Wait until Monday', description: 'I will ask again on Monday at nine.' },
        { value: 'staging', label: 'Only to staging' },
      ],
      selection: 'single', freeText: { maxLength: 2000, placeholder: 'For example: tell Ana before you begin' },
      onTimeout: { default: { selectedOptions: ['monday'] } },
    },
    plain: { message: 'What should the new service be called?', freeText: { maxLength: 500 } },
    typed: typed(['New workspace', 'I need a few facts before I can set it up.', 'Name', 'E-mail', 'Web site', 'With https:// in front.', 'First day', 'First meeting', 'Seats', 'Share of the budget', 'Shall I invite the team?', 'They get one mail each.', 'Size', 'Region', 'Colours', 'What is it for?'], ['Small', 'Medium', 'Large'], ['Green', 'Blue', 'Red']),
  },
  zh: {
    plan: {
      title: '现在将 4.2 版部署到生产环境吗？', thread: '发布', metadata: { client: '构建助手' },
      message: '所有检查都已通过。下午四点之前流量较低，现在是合适的时机。请问如何处理？',
      aiContent: '## 将会发生什么\n\n我会先在一台机器上部署 **4.2** 版，观察五分钟，然后继续部署其余机器。\n\n1. 迁移数据库，大约需要 `40 秒`，不影响读取。\n2. 更换容器：\n   - 先换 `api`，\n   - 再换 `worker`。\n3. 观察错误率，超过 0.5% 时自动回退。\n\n```sh\nkubectl rollout restart deploy/api\nkubectl rollout status deploy/api --timeout=300s\n```\n\n| 检查 | 结果 | 用时 |\n|:--|:-:|--:|\n| 单元测试 | 通过 | 1 分 12 秒 |\n| 浏览器测试 | 通过 | 4 分 03 秒 |\n| 压力测试 | 慢 2% | 12 分 |\n\n> 压力测试比上周略慢，我认为是新索引的缘故。\n\n- [x] 13:55 已备份\n- [ ] 发送发布说明\n\n详见[操作手册](https://wiki.example.com/runbook)。',
      predefinedOptions: [
        { value: 'now', label: '现在部署', description: '先一台，再其余，约 14:40 完成。' },
        { value: 'monday', label: '等到周一', description: '我会在周一九点再次询问。' },
        { value: 'staging', label: '仅部署到预发布环境' },
      ],
      selection: 'single', freeText: { maxLength: 2000, placeholder: '例如：开始前请通知小王' },
      onTimeout: { default: { selectedOptions: ['monday'] } },
    },
    plain: { message: '新服务应该叫什么名字？', freeText: { maxLength: 500 } },
    typed: typed(['新建工作区', '开始之前需要了解几件事。', '名称', '电子邮箱', '网站', '请以 https:// 开头。', '开始日期', '首次会议', '席位数', '预算占比', '要邀请团队吗？', '每人会收到一封邮件。', '规模', '区域', '颜色', '用途说明'], ['小', '中', '大'], ['绿色', '蓝色', '红色']),
  },
};
