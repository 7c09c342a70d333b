"""The furniture words of web pages, in several languages: what stands around articles everywhere.

General words only, never phrases of one site. A line is judged by how much of it is furniture, so a word in
here does no harm inside a sentence. Lower case; phrases of spaceless scripts are found anywhere in a line.
"""

from __future__ import annotations

from briefings.model import Reason


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What a menu, a footer or a button says. Weak: only a line that is mostly made of these is furniture.
WORDS: dict[Reason, str] = {
    Reason.MENU: """
        home; homepage; menu; main menu; navigation; search; login; log in; log out; sign in; sign up;
        register; my account; account; about; about us; about me; contact; contact us; careers; jobs; faq;
        faqs; help; help center; help centre; support; sitemap; site map; blog; news; events; shop; store;
        cart; basket; wishlist; checkout; categories; category; tags; topics; archives; archive; resources;
        products; services; solutions; pricing; features; partners; videos; podcast; podcasts; webinars;
        gallery; press; media; media kit; investors; quick links; useful links; explore; browse; view all;
        see all; show all; show more; load more; read more; learn more; more; next; previous; prev; back;
        top; next post; previous post; next article; previous article; next page; previous page;
        older posts; newer posts; back to top; back to the top; scroll to top; skip to content;
        skip to main content; skip to footer; skip to navigation; skip to; jump to; go to; open menu;
        close menu; close; toggle navigation; toggle menu; table of contents; contents; language; languages;
        english; deutsch; español; français; italiano; português; русский; 中文; 日本語; edition;
        select language; download; downloads; print; save; edit; app; apps;
        download the app; get the app; rss; feed; get started; try for free; start for free; free trial;
        start free trial; request a demo; book a demo; get a demo; our team; our story; meet the team;
        locations; find a store; directory; forum; community; advertise; advertise with us; donate;
        customer service; you are here; accessibility; opinion; sections; latest; dismiss; accept;
        startseite; suche; anmelden; abmelden; registrieren; über uns; kontakt; mehr; weiterlesen;
        mehr lesen; zurück; weiter; nach oben; zum inhalt springen; zum inhalt; warenkorb; themen;
        inhaltsverzeichnis; accueil; recherche; rechercher; connexion; se connecter; s'inscrire; à propos;
        contactez-nous; panier; lire la suite; en savoir plus; voir plus; voir tout; retour en haut;
        haut de page; plan du site; aller au contenu; rubriques; sommaire; inicio; buscar; iniciar sesión;
        registrarse; acerca de; sobre nosotros; contacto; leer más; seguir leyendo; ver más; ver todo;
        volver arriba; mapa del sitio; saltar al contenido; ir al contenido; carrito; secciones; portada;
        início; página inicial; entrar; cadastre-se; sobre nós; contato; leia mais; saiba mais; ver tudo;
        voltar ao topo; ir para o conteúdo; mapa do site; pesquisar; seções; cerca; accedi; registrati;
        chi siamo; contatti; leggi tutto; leggi di più; vedi tutti; torna su; vai al contenuto; carrello;
        zoeken; inloggen; aanmelden; over ons; lees meer; lees verder; terug naar boven; bekijk alles;
        naar inhoud; winkelwagen; strona główna; szukaj; zaloguj się; o nas; czytaj więcej; więcej; do góry;
        koszyk; anasayfa; ana sayfa; arama; giriş yap; hakkımızda; iletişim; devamını oku; hem; sök;
        logga in; om oss; läs mer; till toppen; hjem; søg; log ind; læs mere; hae; kirjaudu; lue lisää;
        главная; поиск; войти; вход; регистрация; о нас; контакты; читать далее; подробнее; наверх; меню;
        новости; разделы; головна; пошук; увійти; про нас; читати далі; الرئيسية; بحث; تسجيل الدخول; من نحن;
        اتصل بنا; اقرأ المزيد; المزيد; القائمة; العودة إلى الأعلى
    """,
    Reason.SHARE: """
        share; share this; share this article; share this post; share this story; share on; share via;
        email; e-mail; copy link; link copied; tweet; pin; pin it; like; follow; follow us; follow us on;
        follow me; connect with us; connect; click to share; share on facebook; share on twitter;
        share on linkedin; opens in new window; like this; like loading; teilen; teilen auf; folgen;
        folgen sie uns; partager; partager sur; suivez-nous; compartir; comparte; síguenos; compartilhar;
        compartilhe; siga-nos; condividi; seguici; delen; volg ons; udostępnij; obserwuj nas; paylaş;
        bizi takip edin; dela; del; jaa; поделиться; подписывайтесь; поділитися; شارك; تابعنا
    """,
    Reason.RELATED: """
        related; related articles; related posts; related stories; related topics; related content;
        related news; related reading; related links; recent posts; recent comments; recent articles;
        popular posts; popular; most popular; most read; most viewed; most shared; trending; trending now;
        editor's picks; editors' picks; recommended; recommended for you; you may also like;
        you might also like; you may also enjoy; you might be interested in; also read; read also; see also;
        read next; up next; more from; more stories; more news; more on this topic; more articles;
        latest news; latest posts; latest articles; latest stories; featured; featured posts;
        featured articles; don't miss; what to read next; keep reading; in case you missed it;
        further reading; top stories; mehr zum thema; lesen sie auch; auch interessant; ähnliche artikel;
        verwandte artikel; das könnte sie auch interessieren; meistgelesen; à lire aussi; lire aussi;
        articles similaires; sur le même sujet; articles liés; les plus lus; vous aimerez aussi;
        artículos relacionados; te puede interesar; también te puede interesar; noticias relacionadas;
        lo más leído; lee también; leia também; artigos relacionados; notícias relacionadas; mais lidas;
        veja também; você também pode gostar; leggi anche; articoli correlati; potrebbe interessarti;
        i più letti; lees ook; gerelateerde artikelen; meest gelezen; czytaj także; zobacz także;
        powiązane artykuły; ilgili haberler; читайте также; похожие статьи; популярное; по теме;
        читайте також; مواضيع ذات صلة; اقرأ أيضا; الأكثر قراءة
    """,
    Reason.COMMENT_FORM: """
        comments; comment; leave a reply; leave a comment; leave comment; post a comment; post comment;
        add a comment; write a comment; add comment; reply; cancel reply; submit; submit comment; your name;
        your email; name; website; your email address will not be published; required fields are marked;
        save my name; notify me; no comments; no comments yet; be the first to comment;
        join the conversation; join the discussion; sign in to comment; log in to reply;
        log in to leave a comment; you must be logged in to post a comment; report; subscribe to comments;
        kommentare; kommentar schreiben; kommentar hinterlassen; schreibe einen kommentar; antworten;
        antworten abbrechen; commentaires; laisser un commentaire; répondre;
        votre adresse e-mail ne sera pas publiée; comentarios; deja un comentario; deja una respuesta;
        responder; tu dirección de correo electrónico no será publicada; comentários; deixe um comentário;
        deixe uma resposta; o seu endereço de e-mail não será publicado; commenti; lascia un commento;
        rispondi; reacties; geef een reactie; laat een reactie achter; komentarze; dodaj komentarz;
        odpowiedz; yorumlar; yorum yap; bir yanıt yazın; комментарии; оставить комментарий;
        добавить комментарий; ответить; коментарі; залишити коментар; اترك تعليقا; التعليقات; تعليق; δ
    """,
    Reason.COUNTER: """
        min read; mins read; minute read; minutes read; min; views; view; reads; likes; shares; votes;
        ratings; rating; followers; reading time; time to read; read time; photos; out of 5 stars; out of 5;
        hits; visits; viewed; page views; min lesezeit; lesezeit; aufrufe; min de lecture; temps de lecture;
        vues; min de lectura; tiempo de lectura; visitas; min de leitura; tempo de leitura; visualizações;
        min di lettura; visualizzazioni; leestijd; просмотров; просмотры; мин чтения; مشاهدة
    """,
    Reason.LEGAL: """
        copyright; all rights reserved; rights reserved; privacy; privacy policy; privacy notice;
        privacy settings; terms; terms of use; terms of service; terms and conditions; terms & conditions;
        conditions; legal; legal notice; imprint; disclaimer; disclosure; cookie policy; cookie settings;
        cookie preferences; cookies; manage cookies; accept all cookies; accept cookies; reject all;
        do not sell my personal information; do not sell or share my personal information;
        your privacy choices; california privacy rights; code of conduct; editorial policy;
        editorial guidelines; powered by; accessibility statement; registration number; license; licence;
        permissions; reprints; gdpr; recaptcha; trademark; protected by recaptcha; impressum; datenschutz;
        datenschutzerklärung; agb; alle rechte vorbehalten; nutzungsbedingungen; mentions légales;
        politique de confidentialité; tous droits réservés; conditions générales; gestion des cookies;
        aviso legal; política de privacidad; todos los derechos reservados; términos y condiciones;
        política de cookies; política de privacidade; todos os direitos reservados; termos de uso;
        note legali; informativa sulla privacy; tutti i diritti riservati; privacyverklaring;
        alle rechten voorbehouden; algemene voorwaarden; polityka prywatności; wszelkie prawa zastrzeżone;
        regulamin; gizlilik politikası; tüm hakları saklıdır; integritetspolicy;
        политика конфиденциальности; все права защищены; пользовательское соглашение; усі права захищені;
        جميع الحقوق محفوظة; سياسة الخصوصية
    """,
    Reason.PROMOTION: """
        subscribe; subscribe now; subscribe today; newsletter; newsletters; sign up for our newsletter;
        join our newsletter; subscribe to our newsletter; get our newsletter; join; join us; join now;
        become a member; enter your email; email address; straight to your inbox; in your inbox;
        to your inbox; thank you for subscribing; thanks for subscribing; unsubscribe;
        you have been subscribed; no spam; special offers; exclusive offers; subscription; subscriptions;
        manage subscription; book now; order now; buy now; shop now; add to cart; call now; call us;
        schedule a consultation; free consultation; free quote; get a quote; get a free quote; enroll now;
        apply now; contact us today; call today; get in touch; promo code; abonnieren; jetzt abonnieren;
        jetzt kaufen; s'abonner; abonnez-vous; je m'abonne; suscríbete; suscribirse; suscríbase; boletín;
        assine; inscreva-se; iscriviti; abonnati; inschrijven; abonneer; nieuwsbrief; zapisz się; abone ol;
        prenumerera; подписаться; рассылка; підписатися; اشترك; النشرة الإخبارية
    """,
    Reason.ADVERT: """
        advertisement; advertisements; ad; ads; sponsored; sponsored content; sponsored by; paid content;
        promoted; promoted content; affiliate links; affiliate disclosure; affiliate link; anzeige; werbung;
        publicité; contenu sponsorisé; publicidad; publicidade; patrocinado; contenido patrocinado;
        pubblicità; advertentie; reklama; reklam; annons; реклама; إعلان
    """,
    Reason.METADATA: """
        by; written by; posted by; posted on; posted in; posted; published; published on; updated;
        last updated; updated on; last modified; author; date; reviewed by; medically reviewed by;
        fact checked by; edited by; filed under; tagged; january; february; march; april; may; june; july;
        august; september; october; november; december; jan; feb; mar; apr; jun; jul; aug; sep; sept; oct;
        nov; dec; monday; tuesday; wednesday; thursday; friday; saturday; sunday; am; pm; ago; days ago;
        hours ago; veröffentlicht; aktualisiert; von; publié le; mis à jour le; par; publicado; actualizado;
        por; atualizado; pubblicato; aggiornato; di; gepubliceerd; door; opublikowano; опубликовано;
        обновлено; автор; نشر
    """,
}

# Names of buttons, unless the page's prose speaks of them: then they are its subject.
NETWORKS = _words(
    """
        facebook twitter x linkedin instagram pinterest youtube tiktok whatsapp wechat weibo telegram reddit
        tumblr snapchat threads bluesky mastodon flipboard pocket messenger xing vk viber line kakaotalk
        discord slack google
    """
)

# The same in scripts without spaces between words: found anywhere in a line.
SPACELESS: dict[Reason, str] = {
    Reason.MENU: """
        首页; 首頁; 网站首页; 登录; 登錄; 登入; 注册; 註冊; 搜索; 搜尋; 导航; 導航; 关于我们; 關於我們;
        联系我们; 聯繫我們; 返回顶部; 返回頂部; 回到顶部; 回到頂部; 上一篇; 下一篇; 上一页; 下一页; 更多;
        阅读全文; 查看更多; 友情链接; 网站地图; 当前位置; 客户端; 下载; 反馈; ホーム; ログイン; 会員登録;
        検索; お問い合わせ; サイトマップ; トップへ戻る; ページトップ; 続きを読む; もっと見る; 次の記事;
        前の記事; 一覧; 로그인; 회원가입; 검색; 문의하기; 맨 위로; 더보기; 이전글; 다음글; 목록;
        เข้าสู่ระบบ; หน้าแรก; ติดต่อเรา; ค้นหา; อ่านต่อ
    """,
    Reason.SHARE: """
        分享到; 分享; 微信扫一扫; 扫一扫; 扫码; 微信; 微博; 朋友圈; 关注我们; 關注我們; 收藏; 点赞; 點讚;
        转发; シェア; シェアする; ツイート; フォロー; 공유하기; 공유; แชร์
    """,
    Reason.RELATED: """
        相关阅读; 相關閱讀; 相关文章; 相關文章; 相关新闻; 相關新聞; 推荐阅读; 推薦閱讀; 延伸阅读; 延伸閱讀;
        热门文章; 熱門文章; 热门推荐; 热点推荐; 猜你喜欢; 最新文章; 最新新闻; 排行榜; 点击排行; 関連記事;
        関連ニュース; おすすめ記事; 人気記事; ランキング; 관련기사; 관련 기사; 많이 본 뉴스; 추천 기사;
        ข่าวที่เกี่ยวข้อง
    """,
    Reason.COMMENT_FORM: """
        发表评论; 發表評論; 网友评论; 網友評論; 我要评论; 评论; 留言; 回复; コメントを残す; コメントする;
        コメント; 댓글; 댓글쓰기; แสดงความคิดเห็น
    """,
    Reason.COUNTER: """
        浏览量; 瀏覽量; 浏览次数; 瀏覽次數; 阅读量; 閱讀量; 点击数; 點擊數; 阅读次数; 点击次数; 人气;
        閲覧数; 조회수; 조회
    """,
    Reason.LEGAL: """
        版权所有; 版權所有; 版权声明; 未经授权; 未經授權; 免责声明; 免責聲明; 备案号; 京ICP备; ICP备; ICP证;
        公网安备; 隐私政策; 隱私政策; 使用条款; 用户协议; 著作権; 無断転載; 利用規約; プライバシーポリシー;
        무단전재; 무단 전재; 재배포 금지; 저작권자; 개인정보처리방침; สงวนลิขสิทธิ์
    """,
    Reason.PROMOTION: """
        订阅; 訂閱; 立即订阅; 立即购买; 立即報名; 立即报名; 限时优惠; 免费试用; メールマガジン; 購読;
        無料登録; 구독; 구독하기; สมัครสมาชิก
    """,
    Reason.ADVERT: "广告; 廣告; 赞助内容; 贊助內容; 推广; スポンサー; スポンサードリンク; 広告; 광고; โฆษณา",
    Reason.METADATA: """
        发布时间; 发布日期; 發布時間; 發布日期; 更新时间; 来源; 來源; 作者; 编辑; 責任編輯; 责任编辑; 記者;
        公開日; 更新日; 입력; 수정; 기자
    """,
}

# From here to the end of the page other people speak, or other pages are advertised.
CLOSING = """
        comments; leave a reply; leave a comment; post a comment; add a comment; write a comment;
        no comments yet; be the first to comment; join the conversation; join the discussion;
        recent comments; discussion; kommentare; schreibe einen kommentar; commentaires;
        laisser un commentaire; comentarios; deja un comentario; deja una respuesta; comentários;
        deixe um comentário; deixe uma resposta; commenti; lascia un commento; reacties; geef een reactie;
        komentarze; dodaj komentarz; yorumlar; комментарии; оставить комментарий; коментарі; التعليقات;
        发表评论; 网友评论; 我要评论; コメントを残す; 댓글
    """

# What spam is made of, wherever it stands; an article on gambling says such words too, in sentences.
SPAM = _words(
    """
        casino casinos betting gambling slots slot jackpot poker roulette baccarat sportsbook bookmaker
        viagra cialis levitra tramadol porn porno pornhub xxx xvideos milf escort escorts nude nudes camgirl
        hentai onlyfans sexcam hookup webcam payday backlinks backlink cbd vape vapes kratom steroids
        replica rolex togel gacor judi казино ставки порно виагра kasino wetten bahis
    """
)
SPAM_SPACELESS = _words(
    """
        成人 无码 無碼 有码 色情 三级片 三級片 约炮 裸聊 偷拍 av片 博彩 彩票 赌场 賭場 赌博 百家乐 百家樂
        娱乐城 娛樂城 棋牌 老虎机 代孕 援交 カジノ アダルト 出会い系 카지노 바카라 토토사이트 คาสิโน บาคาร่า
        สล็อต
    """
)

# Who speaks, and to whom: an article about others that ends in "we" and "you" ends in a pitch.
WE = _words(
    """
        we we'll we're our us wir unser unsere unseren nous notre nos nosotros nuestro nuestra nós nosso
        nossa мы наш наша
    """
)
YOU = _words(
    """
        you you'll you're your yours ihr ihre ihnen vous votre vos usted ustedes você seu sua вы ваш ваша
        вам
    """
)

# What a text says that sells something; an article on trade says some of it, an advert hardly anything else.
SALES = _words(
    """
        buy order shop purchase price prices discount discounts sale deal deals offer offers coupon coupons
        promo voucher free bonus exclusive limited guarantee guaranteed satisfaction shipping delivery
        checkout cart cheap affordable bestseller premium save today now call click subscribe kaufen
        bestellen rabatt angebot kostenlos jetzt gratis acheter commander offre comprar oferta descuento
        compre desconto kup rabat купить заказать скидка бесплатно акция
    """
)
SALES_SPACELESS = _words(
    """
        购买 立即 优惠 折扣 免费 包邮 下单 抢购 特价 促销 限时 咨询 加微信 購入 無料 送料 お得 할인 무료
        구매
    """
)

# What a button or a banner begins with: it tells the reader to do something.
CALLS = _words(
    """
        get join sign subscribe follow download book shop try start discover learn read watch check click find
        explore contact call visit see view grab enter submit register enroll apply buy order schedule request
        browse listen save upgrade donate jetzt hier découvrez cliquez téléchargez abonnez descubre descarga
        haz clique baixe assine confira scopri clicca scarica ontdek klik bekijk
    """
)
