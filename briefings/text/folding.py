"""What counts as the same word, as data: stop words, irregular forms, letters that fold together.

All lists are short on purpose. A stop word too many loses questions; an irregular form too many joins words
that differ. They hold everyday English, and the few hundred Chinese characters that news writes differently
in Taipei and in Beijing.
"""

from __future__ import annotations

_STOP_WORDS = """
    a about above across after again against all almost along already also although always am amid among
    an and any anyone anything are around as at away be became because become been before being below
    between beyond both but by can cannot could did do does doing done down during each either else etc
    even ever every few for from further had has have having he hence her here hers herself him himself
    his how however i if in indeed into is it its itself just may me might mine more moreover most much
    must my myself nearly neither no nor not now of off often on once one only onto or other others
    otherwise ought our ours ourselves out over own per perhaps quite rather really same shall she should
    since so some someone something somewhat soon still such than that the their theirs them themselves
    then there thereby therefore these they this those though through throughout thus to together too
    toward towards under unless until up upon us very via was we were what whatever when where whereas
    whether which while who whoever whom whose why will with within without would yet you your yours
    yourself
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

# Words that Britain and America spell differently, by their stems; endings in -ise are `wording`'s own rule.
_AMERICAN = """
    behaviour=behavior centr=center colour=color defenc=defens endeavour=endeavor favour=favor
    favourit=favorit fibr=fiber flavour=flavor grey=gray harbour=harbor honour=honor humour=humor
    jewelleri=jewelri labour=labor licenc=licens litr=liter metr=meter neighbour=neighbor
    neighbourhood=neighborhood offenc=offens parlour=parlor plough=plow programm=program rumour=rumor
    sceptic=skeptic splendour=splendor theatr=theater tumour=tumor tyre=tire vapour=vapor vigour=vigor
"""
AMERICAN = dict(pair.split("=") for pair in _AMERICAN.split())

# Written in capitals these are names; in small letters they are stop words, or another word.
NAMED = {"US": "usa", "USA": "usa", "U.S": "usa", "WHO": "who", "IT": "it", "AM": "am"}

# Forms that no rule of endings brings together, each line of them behind its plain form.
_IRREGULAR_FORMS = """
    child children; man men; woman women; person people persons; foot feet; tooth teeth; mouse mice;
    life lives; wife wives; knife knives; leaf leaves; half halves; crisis crises; analysis analyses;
    criterion criteria; medium media; datum data; phenomenon phenomena; begin began begun;
    break broke broken; bring brought; build built; buy bought; catch caught; choose chose chosen;
    come came; deal dealt; draw drew drawn; drive drove driven; eat ate eaten; fall fell fallen; feel felt;
    fight fought; find found; fly flew flown; forget forgot forgotten; freeze froze frozen; get got gotten;
    give gave given; go went gone; grow grew grown; hear heard; hide hid hidden; hold held; keep kept;
    know knew known; lead led; leave left; lend lent; lose lost; make made; mean meant; meet met; pay paid;
    rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent;
    shake shook shaken; shoot shot; show shown; shrink shrank; sing sang sung; sink sank sunk; sit sat;
    speak spoke spoken; spend spent; stand stood; steal stole stolen; strike struck; swear swore sworn;
    swim swam swum; take took taken; teach taught; tell told; think thought; throw threw thrown;
    understand understood; wake woke woken; wear wore worn; win won; write wrote written; die died dying;
    lie lied lying; tie tied tying
"""


def _irregular() -> dict[str, str]:
    groups = [group.split() for group in _IRREGULAR_FORMS.split(";")]
    return {form: group[0] for group in groups for form in group[1:]}


IRREGULAR = _irregular()

ACCENTLESS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)

# Traditional characters and, at the same place below, the simplified ones they fold into.
_TRADITIONAL = (
    "國會東車門馬長開關電話學習書說語請讀寫資訊視頻網絡線紅這個們來時後應對為無與從將還過進運達遠適選連遊"
    "邊間問聞報導經濟業產買賣價錢銀錄鐵鋼錯鍵鎮銷險陽陰隊陸際難雙離雜雲靈點熱燈爾獨獲現環瑪異畫當療發盡監"
    "盤眾碼禮種穩窮競筆節範簡簽約級紀紙純納紐細終組結給統維綠緊編緩總績織繼續罰職聯聲聽腦膚臺舊艦藝藥蘇蘋"
    "蘭號術衛衝裝製複襲見規覺覽觀計訂討訓記訪設許訴診詞試詢該詳認誤誰課調談論證識議護譽變讓負財責貨貧購貴"
    "貸費貿賀賓賠賬質賽贈贏趕趙軍軟轉輕較輛輪輸辦農遲遷郵鄉鄭醫釋針鏈閉閱陳隨隱頁頂項順須預領頭題額顏願類"
    "顧顯風飛飯飲館驗驚體魚鮮鳥麗黃齊龍龐億儀優償兒兩冊凍別則剛創劃劇劉劍動務勝勞勢勵匯區協單厲參員啟喪嘗"
    "嚴園圍圖團執堅場塊塵墊壓壞壯夢夾奧奪奮婦媽孫寧審實寬專尋屆屬島幣幹幾廠廣廢張強彈歸徑復徵態慶憂憶懷戰"
    "戲戶拋掃採換損搶擁擇擊擔據擬擴擾攝敗數斷於暫曆歷暢條楊極構標樓樣樂樹橋機檔檢權歐歡歲殺殘氣決沒況準溫"
    "滅滿漢漲潛灣災煙營爭爺牆狀獎獅盜礙確礦稅積築糧緣縣縮繳罷羅義聖肅腳膽臨舉蓋華萬葉處虛蟲補裡裏訟誠諾謀"
    "謝譯貝貼賴賺跡蹟踐躍軌載輯辭遞遺鄧釣鑑鑽閃闆陣雞霧靜韓響頓飄養騎騙髮鬥鬧鹽麥麼黨齡嗎妳閒喬傑傷傳債傾"
    "僅僑側偵倫倉侶偉備佔併並亞亂乾嶺峽崗帶幫彙彌憑憲懲戀撥攔攜曉榮檻欄殼毀氫洩涼淚淨測湧滬漁潤澤濕瀏灑爐"
    "犧猶獄瑣瓊畢疊瘋皺盧睏矚祕禍禦稱穫竊籃籌籤糾紛紹綁綜綱緒緝縱繞罵翹聰脫脹膠艱茲莊薩藍蕭薦虧螢觸訝詐詩"
    "誇諮謊謹譜豐貓賊賞贊贖軀輝輩轄轟遜邁鄰釐鈔鉤鋒錶鍋鎖鏡鑒鐘鍾閣闊闖陝隸頌頗顛飢飾駐駕騰驅驟鬆鴻鵬鷹齒"
)
_SIMPLIFIED = (
    "国会东车门马长开关电话学习书说语请读写资讯视频网络线红这个们来时后应对为无与从将还过进运达远适选连游"
    "边间问闻报导经济业产买卖价钱银录铁钢错键镇销险阳阴队陆际难双离杂云灵点热灯尔独获现环玛异画当疗发尽监"
    "盘众码礼种稳穷竞笔节范简签约级纪纸纯纳纽细终组结给统维绿紧编缓总绩织继续罚职联声听脑肤台旧舰艺药苏苹"
    "兰号术卫冲装制复袭见规觉览观计订讨训记访设许诉诊词试询该详认误谁课调谈论证识议护誉变让负财责货贫购贵"
    "贷费贸贺宾赔账质赛赠赢赶赵军软转轻较辆轮输办农迟迁邮乡郑医释针链闭阅陈随隐页顶项顺须预领头题额颜愿类"
    "顾显风飞饭饮馆验惊体鱼鲜鸟丽黄齐龙庞亿仪优偿儿两册冻别则刚创划剧刘剑动务胜劳势励汇区协单厉参员启丧尝"
    "严园围图团执坚场块尘垫压坏壮梦夹奥夺奋妇妈孙宁审实宽专寻届属岛币干几厂广废张强弹归径复征态庆忧忆怀战"
    "戏户抛扫采换损抢拥择击担据拟扩扰摄败数断于暂历历畅条杨极构标楼样乐树桥机档检权欧欢岁杀残气决没况准温"
    "灭满汉涨潜湾灾烟营争爷墙状奖狮盗碍确矿税积筑粮缘县缩缴罢罗义圣肃脚胆临举盖华万叶处虚虫补里里讼诚诺谋"
    "谢译贝贴赖赚迹迹践跃轨载辑辞递遗邓钓鉴钻闪板阵鸡雾静韩响顿飘养骑骗发斗闹盐麦么党龄吗你闲乔杰伤传债倾"
    "仅侨侧侦伦仓侣伟备占并并亚乱干岭峡岗带帮汇弥凭宪惩恋拨拦携晓荣槛栏壳毁氢泄凉泪净测涌沪渔润泽湿浏洒炉"
    "牺犹狱琐琼毕叠疯皱卢困瞩秘祸御称获窃篮筹签纠纷绍绑综纲绪缉纵绕骂翘聪脱胀胶艰兹庄萨蓝萧荐亏萤触讶诈诗"
    "夸咨谎谨谱丰猫贼赏赞赎躯辉辈辖轰逊迈邻厘钞钩锋表锅锁镜鉴钟钟阁阔闯陕隶颂颇颠饥饰驻驾腾驱骤松鸿鹏鹰齿"
)
SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
