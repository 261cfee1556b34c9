"""Issues of a made-up newsletter, small enough to be read in a test."""

from __future__ import annotations

BODY = (
    "入秋以来，馆里的灯总是亮到很晚，前来看书的人一天比一天多，阅览室里座无虚席\n"
    "，连楼梯上也坐满了孩子。值班的老馆员说，这样的光景已经有许多年没有见过了。\n"
    "大家商量以后，决定把闭馆的时间推迟一个钟头，又在院子里添了几条长凳和几盏灯\n"
    "，好让后来的人也有地方坐下来，安安静静地把手里的那本书看完，再慢慢走回家去。\n"
)
_TITLES = (
    ("馆内要闻", "阅览室夜里也开门", "于文清"),
    ("馆内要闻", "三十名义工走上岗位", "陈立新"),
    ("乡土故事", "石桥边的老磨坊", "周玉兰"),
    ("乡土故事", "半坡上的茶园人家", "孙国平"),
    ("学先进 争一流", "一个人的流动书车", "赵明远"),
    ("学先进 争一流", "她把戏台搬进村口", "林秀芳"),
)
_CHRONICLE = (
    "2日　馆里举办秋季读书会，五十余人到场，气氛热烈。\n"
    "5日　流动书车开进石桥村，当天借出图书一百余册。\n"
    "9日　召开义工座谈会，听取各方面的意见和建议。\n"
    "16日　老照片展开幕，展出旧照八十余幅，观者如云。\n"
)


def issue(number: int, *, contents: bool = True) -> str:
    """An issue of 青石通讯: cover, list of contents with imprint, six articles, a chronicle."""
    cover = f"青石通讯\n2024年第{number}期（总第{40 + number}期）\n青石县文化馆主办\n"
    pages = [cover + "准印证号（青）1234567号\n"]
    listed = ["目录"]
    column = ""
    for k, (name, title, author) in enumerate(_TITLES):
        if name != column:
            listed.append(name)
        column = name
        listed.append(f"{title}…………………………{author} {k + 3}")
    listed += ["青石大事记", f"2024年{number}月大事记………………………… 9"]
    imprint = [
        "主编：于文清",
        "收稿点地址：青石县东街12号文化馆二楼",
        "来稿信箱：qingshi@example.com",
        "电话：0555-1234567",
    ]
    pages.append("\n".join([*(listed if contents else []), *imprint]) + "\n")
    head = f"《青石通讯》2024年第{number}期"
    column = ""
    for k, (name, title, author) in enumerate(_TITLES):
        top = "" if name == column else f"{name}\n"
        column = name
        words = BODY.rstrip("\n") + "◆\n"
        pages.append(f"{head}\n{k + 3}\n{top}{title}\n◎{author}\n{BODY}{words}")
    pages.append(f"{head}\n9\n【大事记】\n2024年{number}月大事记\n{_CHRONICLE}")
    return "".join(f"第{n}页\n{page}\n" for n, page in enumerate(pages, 1))
