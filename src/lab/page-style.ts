/** The looks of Slack's own pages, as far as the bot's blocks need them. */
export const STYLE = `*{box-sizing:border-box}body{font:15px/1.46668 Lato,Hebrew,"Liberation Sans",Arial,sans-serif;color:#1d1c1d;margin:0;background:#fff}
main{padding:4px 0 12px}article{display:flex;gap:8px;padding:8px 16px}.avatar{flex:none;width:36px;height:36px;border-radius:8px;background:#2563a8;color:#fff;font:700 20px/36px Lato;text-align:center}
.said{flex:1;min-width:0}.said>*,form>*{margin:0}.by b{font-weight:700;margin-right:6px}.app{font-size:10px;font-weight:700;background:#dddddd;color:#616061;border-radius:2px;padding:1px 3px;vertical-align:1px}
.only,.context{color:#616061;font-size:13px;margin:4px 0}p,ul{margin:0;overflow-wrap:anywhere}ul{padding-left:24px}section.thread{border-bottom:1px solid #ddd}
.count{display:flex;align-items:center;gap:12px;color:#616061;font-size:13px;padding:4px 16px}.count::after{content:"";flex:1;border-top:1px solid #ddd}
pre{background:#f8f8f8;border:1px solid #dddddd;border-radius:4px;padding:8px;margin:4px 0;font:12px/1.50001 Monaco,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
code{font:12px Monaco,Menlo,"DejaVu Sans Mono",monospace;color:#c01343;background:#f8f8f8;border:1px solid #ddd;border-radius:3px;padding:1px 3px}
a{color:#1264a3;text-decoration:none}.mention{color:#1264a3;background:#e8f5fa;border-radius:3px;padding:0 2px}
.scroll{overflow-x:auto;margin:6px 0}table{border-collapse:collapse}td{border:1px solid #ddd;padding:4px 12px;min-width:100px;white-space:nowrap}td.wrapped{white-space:normal;min-width:140px}td.right{text-align:right}tr:first-child td{font-weight:700;background:#f8f8f8}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:8px 16px}@media(max-width:480px){.fields{grid-template-columns:1fr}}
.actions{display:flex;flex-wrap:wrap;gap:8px;padding:8px 0 4px}button,.select{font:700 13px/26px Lato;color:#1d1c1d;background:#fff;border:1px solid #b9b9ba;border-radius:4px;padding:0 12px;height:28px}
@media(max-width:480px){button,.select{font-size:15px;line-height:34px;height:36px}}button.primary{background:#007a5a;border-color:#007a5a;color:#fff}button.danger{background:#fff;border-color:#e01e5a;color:#e01e5a}
.file{border:1px solid #ddd;border-radius:8px;padding:8px 12px;margin:4px 0;width:max-content;max-width:100%;font-weight:700}img{display:block;max-width:min(100%,480px);border:1px solid #ddd;border-radius:8px;margin:4px 0 8px}
.circle{display:inline-block;width:14px;height:14px;border-radius:50%;vertical-align:-2px;border:1px solid #0001}hr{border:0;border-top:1px solid #ddd;margin:8px 0}h3{font-size:18px;margin:4px 0}
form{border:1px solid #bbb;border-radius:10px;margin:12px 8px;padding:0 20px 4px;max-width:520px}form h2{font-size:20px;margin:0 -20px 12px;padding:14px 20px;border-bottom:1px solid #ddd}form>p,form>pre,form>ul{margin:2px 0 8px}.foot{text-align:right;padding:8px 0}
@media(max-width:480px){form{margin:0;padding:0 16px 4px;border:0}form h2{margin:0 -16px 12px}}
.field{border:1px solid #b9b9ba;border-radius:4px;padding:5px 10px;margin:2px 0 10px}`;
