"""What people shorten when they write, and what it stands for. Words are in the spelling of `spelling.spelled`."""

from __future__ import annotations


def _table(lines: str) -> dict[str, tuple[str, ...]]:
    """ "short = the words it stands for", one a line."""
    pairs = (line.split("=") for line in lines.strip().splitlines())
    return {short: tuple(whole.split()) for shorts, whole in pairs for short in shorts.split()}


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


# read wherever they stand, unless what stands before says otherwise
ANYWHERE = _table("""
k ko kh hk hok hông hong khg khum = không
kv = khu vực
ng = người
nc = nước
r = rồi
""")
# "kênh k", "lô r": letters that name something
NAMING = _words("kinh kênh kenh lô lo khu block dãy day nhóm nhom loại loai tổ to số so cấp cap đoạn")
KEPT_AFTER = dict.fromkeys(("k", "r", "ng", "nc"), NAMING)
UNITS = frozenset({"k", "kv"})  # "5 k", "22 kv": not after a number

# always these words
WHOLE = _table("""
dc đc đuợc = được
vs = với
mn mng = mọi người
nta = người ta
j = gì
cx cũg = cũng
bik bjt = biết
trc = trước
lm = làm
nhìu nhiu = nhiều
đg dg = đường
ubnd = ủy ban nhân dân
hđnd = hội đồng nhân dân
tdp = tổ dân phố
kdc = khu dân cư
kđt = khu đô thị
kcn = khu công nghiệp
csgt = cảnh sát giao thông
pccc = phòng cháy chữa cháy
atgt = an toàn giao thông
atvstp vsattp = an toàn vệ sinh thực phẩm
attp = an toàn thực phẩm
vsmt = vệ sinh môi trường
ttđt = trật tự đô thị
tthc = thủ tục hành chính
bv = bệnh viện
tyt = trạm y tế
bs = bác sĩ
bhyt = bảo hiểm y tế
bhxh = bảo hiểm xã hội
bhtn = bảo hiểm thất nghiệp
hs = học sinh
gv = giáo viên
thcs = trung học cơ sở
thpt = trung học phổ thông
đh = đại học
cccd = căn cước công dân
cmnd = chứng minh nhân dân
gplx = giấy phép lái xe
gpxd = giấy phép xây dựng
qsdđ = quyền sử dụng đất
gcn = giấy chứng nhận
vlxd = vật liệu xây dựng
cty = công ty
vp = văn phòng
sđt = số điện thoại
đthoại = điện thoại
ql = quốc lộ
đt = đường tỉnh
tl = tỉnh lộ
tx = thị xã
tp = thành phố
tphcm = thành phố hồ chí minh
""")

# these words before a number: "p 5", "kiệt 12"
BEFORE_A_NUMBER = _table("""
p f = phường
q = quận
kiệt kiet ngõ ngo ngách hem = hẻm
ap = ấp
""")

# these words before a name, where a full stop or a capital shows that it is short: "P. Tân An", "H. Cờ Đỏ"
BEFORE_A_NAME = _table("""
p f = phường
q = quận
h = huyện
x = xã
tt = thị trấn
đ = đường
""")
# "bà H. hỏi": a person whose name is withheld, not a district
PEOPLE = _words("ông ong bà ba anh chị chi em cô co chú chu bác bac cháu chau")
