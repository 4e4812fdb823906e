const shades = [
  '#1d4e89',
  '#5b8fc7',
  '#a9c8e8',
  '#d9822b',
  '#f0b878',
  '#4f7f52',
  '#9cc29e',
  '#8a6f9e',
];

/**
 * The report's own style: the tokens of the web page, nothing from outside. Fills are SVG, so
 * they print; brackets are borders, so they print too.
 */
export const reportStyle = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1120px;padding:20px 28px 56px;font:14px/1.65 "PingFang SC","Microsoft YaHei","Source Han Sans SC","Noto Sans CJK SC",sans-serif;color:#1f2328;background:#fff}
h1{font-size:24px;line-height:1.35;margin:2px 0 12px;padding-bottom:12px;border-bottom:2px solid #b91c1c}
header>.dim{margin:0;font-size:13px}
h2{font-size:18px;margin:44px 0 8px}
h3{font-size:15px;margin:24px 0 6px}
h4{font-size:14px;margin:18px 0 4px;color:#57606a}
p{margin:0 0 8px}
small{font-size:12px}
.findings{font-size:15px;margin:0 0 14px;padding-left:20px}
.findings li{margin:3px 0}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px}
a{color:#1d4e89;text-decoration:none}a:hover{text-decoration:underline}
.note,.dim{color:#57606a}.note{font-size:13px;max-width:80ch}
.dim{font-weight:400}
.band{margin:0 0 10px;padding:7px 12px;background:#fef3c7;border:1px solid #d97706;border-radius:6px}
.todo{border-left:3px solid #d97706;margin:8px 0;padding:2px 0 2px 26px}
.flag,.open{color:#92400e}.open:not(th):before{content:"◇ "}
.flag:before{content:"▲ "}
.tag{border:1px solid #c9ced6;border-radius:4px;padding:0 6px;font-size:12px;white-space:nowrap}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.scroll{overflow-x:auto}
.scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid #1d4e89;outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:4px 8px;border-bottom:1px solid #e5e7eb;text-align:left;vertical-align:middle}
thead th{background:#fafafa;font-weight:600;color:#57606a;white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:500}
.n{text-align:right;white-space:nowrap}
.l{text-align:left;white-space:nowrap}
td small{color:#57606a}
tr.sub th{background:#fff;color:#57606a;padding-top:12px;font-weight:600}
td.wide{min-width:120px;width:38%}
svg{display:block;width:100%;overflow:visible}
.ranking{table-layout:fixed}.rk{width:92px}.rk b{font-size:14px}.sc{width:84px}.gr{width:132px}.ce{width:64px}.under{display:none}
.ranking tbody tr{height:34px}
.br{position:relative;padding:0;width:calc(8px + 8px*var(--lanes));min-width:calc(8px + 8px*var(--lanes))}
.br i{position:absolute;top:-1px;bottom:0;width:5px;border-left:2px solid #6e7781}
.br .start{top:50%;border-top:2px solid #6e7781;border-top-left-radius:3px}
.br .end{bottom:50%;border-bottom:2px solid #6e7781;border-bottom-left-radius:3px}
th.plot,td.plot{width:46%;padding-top:0;padding-bottom:0}
.axis{height:16px}.axis text{font-size:11px;fill:#57606a;text-anchor:middle;font-weight:400}
.dot{height:34px}.dot line{stroke:#eceef1}.dot rect{fill:#b9cfe6}.dot circle{fill:#1d4e89;stroke:#fff;stroke-width:1.5}
.stack{height:16px}.stack rect{stroke:#fff;stroke-width:1}
.step,.share,.balance{height:18px}.strip{height:20px}
.step circle{fill:#1f2328}.comp td.wide{width:62%}.plus{fill:#2563a8}.minus{fill:#b45309}.pale{fill:#b9cfe6}
.share line{stroke:#1f2328;stroke-width:1.5}
.balance .left{fill:#2563a8}.balance .right{fill:#4f7f52}.balance line{stroke:#1f2328}
.strip line{stroke:#d0d7de}.strip .zero{stroke:#57606a}.strip circle{fill:#1d4e89;fill-opacity:.45}
${shades.map((c, k) => `.k${k}{fill:${c}}`).join('')}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px;margin:8px 0}
.legend span{display:inline-flex;align-items:center;gap:6px}.legend svg{width:12px;height:12px}
.tree .node th{font-weight:600}.tree td.wide{width:34%}
.pairs td.wide{width:20%;min-width:90px}
.steps{max-width:860px}.steps th,.steps td{padding:2px 8px;border-bottom:0}.steps thead{display:none}.steps .total th,.steps .total td{font-weight:600}
details{border-top:1px solid #e5e7eb;padding:2px 0}
summary{cursor:pointer;padding:6px 0}
.unit{padding:2px 0 12px 18px;scroll-margin-top:56px}
.unit ul{margin:6px 0 0;padding-left:20px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:8px 0}
dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}
pre{background:#fafafa;border:1px solid #e5e7eb;border-radius:6px;padding:9px 12px;overflow-x:auto;font-size:13px}
@media(max-width:640px){body{padding:14px 12px 40px}h1{font-size:20px}.findings{font-size:14px}.more{display:none}th,td{padding:4px 5px}.rk{width:70px}.sc{width:52px}th.plot,td.plot{width:34%}td.wide{min-width:96px}.under{display:block;font-weight:400;color:#57606a}.unit{padding-left:4px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}}
@media print{@page{size:A4;margin:16mm 14mm}body{max-width:none;padding:0;font-size:10.5pt}table{font-size:9pt}h2{margin-top:9mm;break-after:avoid}h3,h4,thead{break-after:avoid}tr,.unit,li{break-inside:avoid}thead{display:table-header-group}.scroll{overflow:visible}nav{display:none}a{color:inherit}details:not([open]){display:none}.ranking tbody tr,.dot{height:26px}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`.replace(/\n/g, '');
