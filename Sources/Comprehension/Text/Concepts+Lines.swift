extension Concepts {
    /// How something is asked.
    static let aspectLines: [String] = """
        几天,多少天,多久,多长时间,多长,关几天,how long,how many days,what length,几个月,几周,how many weeks,几年
        多少钱,费用,花费,花钱,收费,免费,自费,价格,价钱,多贵,贵,付钱,掏钱,要钱,出钱,谁出,谁付,承担,报销,贴钱,cost,price,pay,fee,expensive,how much is,how much does,how much money,free of charge,is it free,bill,afford,costly,reimburse,for free,paid
        哪里,哪儿,在哪,什么地方,where,哪个地方,哪个网站
        什么时候,几号,何时,哪天,截止,几月,几点,when,until when,what time,what date,deadline,how soon
        为什么,为啥,怎么回事,why,how come,原因
        怎么办,咋办,如何是好,what now,what should i do,what do i do,what can i do,what to do,what happen,会怎样,会怎么样,怎么处理,what if
        哪些国家,哪个国家,which country,which countries,什么国家
        是什么意思,什么是,什么叫,啥意思,what is,what are,what's,是什么
        是真的吗,真的假的,真假,靠谱吗,能信吗,是不是骗,is it true,for real,really,can i trust,heard that,听说
        几个,多少个,几次,how many,多少次,how often
        """.split(separator: "\n").map(String.init)

    /// What is asked about.
    static let topicLines: [String] = """
        隔离,医学观察,集中观察,居家观察,健康观察,要关,被关,关多,关起来,关几天,关在,关14天,quarantine,isolate,isolation,self-isolate,locked up,detain
        居家,在家,自己家,家里隔离,回家隔离,空房子,at home,home quarantine,own flat,own apartment,own house
        酒店,宾馆,旅馆,隔离点,集中点,房间,hotel,facility,room
        隔离结束,隔离完,隔离期满,解除隔离,出来以后,隔离后,出了隔离,after quarantine,quarantine end,finish quarantine,finished quarantine,out of quarantine,released,finishing quarantine,let out
        回国,返回,归国,回家,回来,回去,回中国,回浙江,回诸暨,返乡,回老家,回乡,fly home,flying home,go home,going home,come home,coming home,came home,come back,coming back,get back,go back,going back,return,back to china,way home,flight home,ticket home,back home,fly back,flying back,head home,flights home
        落地,入境,抵达,到达,下飞机,下了飞机,到了以后,进中国,过海关,过关,land,arrive,arrival,entry,enter,get off the plane,upon landing,touch down
        出境,离境,出国,离开中国,去国外,leave china,leaving china,go abroad,from china,out of china
        核酸,检测,测试,采样,拭子,化验,查核酸,检查,test,swab,swabbed,pcr,sample
        阳性,确诊,查出来,查出,感染,中招,被感染,positive,diagnose,infected,infection,catch covid,get covid,got covid,get sick
        无症状,没症状,没有症状,asymptomatic,no symptom,without symptom
        症状,有病,病情,生病,不舒服,难受,得病,symptom,ill,sick,unwell
        发烧,发热,低烧,体温,高烧,烧到,体温高,fever,temperature,feverish
        咳嗽,感冒,cough,a cold,流鼻涕
        退烧药,感冒药,吃药,降体温,降温,fever medicine,cold medicine,fever reducer,took medicine,lower my temperature,bring down my temperature
        布洛芬,芬必得,ibuprofen,nurofen
        抗生素,消炎药,阿莫西林,头孢,antibiotic,amoxicillin
        治疗,医药费,住院,看病,治病,医治,医疗费,treatment,hospital,medical bill,treated
        医院,hospital
        医保,保险,参保,社保,insurance,insured
        密接,密切接触者,密切接触,接触过,close contact,flatmate is positive,室友确诊
        潜伏期,潜伏,发病,exposure,incubation
        重症,危险,seriously ill,severe case
        登机,上飞机,坐飞机,乘机,board,boarding,fly,flying
        飞机上,机上,途中,飞行中,乘务员,空姐,on the plane,on board,during the flight,in flight,crew,mid-flight,long flight,on a flight
        航班,班机,直飞,飞机,flight,plane,direct flight
        机票,买票,票价,买不到票,订票,一票难求,ticket,seat
        买不到,抢不到,没有票,没票,一票难求,can't find,can't get a ticket,sold out,cannot find a ticket,hard to get,hard to find
        包机,临时航班,撤侨,charter,temporary flight,evacuation,special flight
        公务机,私人飞机,private jet,business jet,private plane
        未成年,小留学生,寄宿,小留,中学生,高中,minor,underage,boarding school,high school,teenager
        孩子,小孩,儿子,女儿,娃,宝宝,带娃,child,children,kid,son,daughter,toddler,baby
        爸妈,父母,我妈,我爸,妈妈,爸爸,老人,老妈,老爸,母亲,父亲,家人,家里人,家属,家长,奶奶,爷爷,parent,mother,father,mom,mum,dad,elderly,family,relative,grandmother,grandma
        老公,老婆,丈夫,妻子,配偶,太太,先生,husband,wife,spouse,partner
        怀孕,孕妇,pregnant
        外籍,外国护照,外国人,外国国籍,外国籍,外籍人士,foreign passport,foreigner,foreign husband,foreign wife,foreign spouse,foreign national,non-chinese
        学生,留学生,大学生,student,university,college
        签证,签,visa
        居留,居留卡,居留许可,永居,准证,登陆证,在留,residence permit,residence card,residence,permit,titre de séjour,permesso
        到期,过期,逾期,快到,失效,expire,expiring,expired,expiry,run out,running out,ran out,about to end,overstay,overstayed
        延期,延签,续签,延长,自动延,更新,续,延多久,extend,extension,renew,renewal,prolong
        外管局,移民局,警察局,出入境,入管,immigration office,immigration,questura,prefecture,home office,外管
        预约,约不上,约到,appointment,termin
        关门,不开门,没开,停办,closed,shut
        护照,旅行证,passport,travel document
        丢了,遗失,补办,lost,lose
        转机,中转,过境,经停,转飞,联程,transit,via,change planes,changing planes,layover,stopover,connecting,connect through
        第三国,转两次,两次机,third country,change planes twice
        改签,改期,改了日期,航班变,rebook,rescheduled,changed flight,new date
        取消,停飞,cancel,canceled,cancelled,called off
        退票,退款,退钱,退费,退现金,全退,能退,退机票,refund,money back,get my money,reimbursed by the airline,cash back
        代金券,voucher,credit
        航空公司,航司,airline,carrier,国航,东航,汉莎,lufthansa
        熔断,五个一,一周一班,每周一班,一个航班,一条航线,five ones,one flight,single flight,one route,per week,a week
        第一入境点,分流,改降,先降,先落地,首入境,first entry,first point,divert,land first
        健康码,健康绿码,防疫码,国际版,health code,health qr
        变绿,绿码,红码,黄码,green,red code
        海关,customs
        健康申明,申明卡,健康申报,健康声明,申明,声明卡,health declaration,health form,entry form,customs form,declaration card,health card,customs card
        预申报,提前报备,报备,提前登记,提前申报,先登记,先申报,提前申请,pre-declaration,pre-declare,register before,in advance,register in advance,register my return
        社区,村里,村委,街道,community,village
        填,打卡,填写,填报,上报,fill,fill in,fill out,filled,filling,report
        报名,申请,登记,注册,sign up,apply,register,registration,application
        忘,漏,断了,少填,没填,忘记,忘了,漏填,漏打,miss,missed,forgot,forget,skip,late
        重新,重来,从头,重新算,restart,start over,start again,all over,from the beginning
        验证码,短信,verification code,sms
        登录,上传,登不上,实名,log in,login,upload,verify
        代填,帮他,帮我,替我,替他,帮她,代办,替,帮,on behalf,for my,for him,for her,someone else
        健康包,爱心包,health kit,kit,care package
        口罩,n95,mask
        申请口罩,领口罩,request masks,ask for masks,物资,防护物资,supplies,supply,protective goods
        收到,拿到,收货,确认收,到货,receipt,received,delivered
        洗手,洗几秒,wash hands,one wash,wash my hands,washing hands,wash my hands,hand washing
        洗手液,消毒液,酒精,消毒,湿巾,sanitizer,sanitiser,alcohol,disinfectant,bleach
        肥皂,soap
        戴,摘,戴口罩,摘口罩,重复用,反复,反复戴,reuse,replace,wear a mask,wear mask,wearing a mask,put on a mask
        随身,随身行李,带上飞机,托运,能带,安检,登机箱,手提,carry on,carry-on,checked bag,bring on,cabin,hand luggage,take on board
        行李,东西回国,带东西,luggage,baggage,suitcase,bring home,bags
        免税,交税,关税,限额,duty free,duty-free,duty,tax
        瞒报,不如实,没如实,如实,隐瞒,虚假,谎报,不说实话,没说,不如实,撒谎,lie,lying,hide,hiding,conceal,false,untrue
        后果,坐牢,罚款,犯法,处罚,违法,判刑,prison,jail,fine,penalty,crime,punish,illegal,consequence
        大使馆,使馆,领馆,领事馆,embassy,consulate
        领事保护,领保,12308,consular hotline,consular protection,consular
        电话,热线,号码,phone,hotline,phone number,telephone,dial,call
        诈骗,骗子,骗,电信诈骗,scam,fraud,scammer,fake,con
        防护,做好防护,保护,防护服,护目镜,protect,protection,protective,stay safe,safe from
        口岸,陆路,陆地,绥芬河,满洲里,border,crossing
        要不要回,该不该回,应该回,留在,要不要走,纠结,要不要现在,should i return,should i go back,should i stay,should i leave,stay abroad,stay here
        网课,远程,online class,online course,online
        f1,f-1,sevis,i-20
        医生,大夫,看医生,doctor,gp
        心理,咨询师,心理老师,psychologist,counselor,counsellor,talk to
        志愿者,volunteer
        机器人,bot,chatbot,robot
        真人,人工,客服,real person,human,counselor
        管理员,群主,工作人员,administrator,admin,who runs
        隐私,泄露,看到我,个人信息,我的资料,我的数据,聊天记录,privacy,private,personal data,personal information,my data
        互助群,哪个群,什么群,群里,五大洲,进群,加群,group
        焦虑,压力,减压,心情,心慌,失眠,anxiety,anxious,stress,worry,worrying,mental health
        距离,多远,一米,几米,隔几米,apart,far from,社交距离,distance,metre,meter,how far
        接机,接我,去接,接人,pick me up,pick up,transfer,接送
        高铁,火车,打车,地铁,公交,train,taxi,metro,subway,bus
        疫苗,打针,vaccine,vaccination,vaccinate
        宠物,狗,猫,pet,dog,cat
        上网,网络,wifi,internet
        外卖,点餐,餐馆,餐厅,takeaway,food delivery,restaurant
        吃饭,伙食,饭钱,吃什么,食物,餐费,食宿,food,meal,board and lodging
        购买,哪里买,买到,能买,哪里有卖,buy,for sale
        寄回国,寄回国内,寄到中国,寄回中国,寄给家里,to china by mail,send masks to china,send home
        怎么领,哪里领,领取,怎么拿,去哪领,能领,领到,how can i get,how do i get,where do i get,where can i get,get one,pick it up
        里面,都有啥,有什么东西,有些什么,what is in,what's in,inside,contain,what's inside
        只有,所有人,谁能,谁可以,哪些人,给谁,who can,who get,who is eligible,eligible,only for,priority,优先
        超市,商店,supermarket,shop,grocery,groceries,store
        快递,邮寄,寄到,寄回,寄,邮费,parcel,package,ship,mail,postage
        房租,租房,房东,租金,landlord,rent,lease
        天气,下雨,weather,rain
        病例,新增,死亡,case,death
        封城,解封,禁足,封锁,lockdown,curfew
        开学,复学,学校,上学,school,semester
        考试,毕业,成绩,学位,exam,graduation,graduate,degree
        驾照,驾驶证,driving licence,driver's license,driving license
        工作,上班,失业,求职,job,work,unemployed
        银行,汇款,换汇,换钱,人民币,支付,微信支付,支付宝,bank,money transfer,exchange rate
        足球,比赛,电影,游戏,演唱会,football,match,movie,game,concert
        电脑,手机坏,维修,修,laptop,computer,repair
        结婚,离婚,marriage,married,wedding
        疫情,病毒,新冠,covid,coronavirus,corona,virus,epidemic,pandemic
        旅游,旅行,tourist,tourism,holiday,travel
        面签,面试,interview
        报告,证明,打印,报告单,certificate,proof,print
        抽烟,吸烟,喝酒,smoke,smoking,cigarette
        换酒店,换房,选酒店,挑选,choose,pick my own
        剂量,一次几,几毫升,几片,几粒,一天吃几,吃多少,用量,dose,dosage,how many pills,tablets a day
        过敏,副作用,allergic,allergy,side effect
        工资,补助,补贴,招聘,salary,wage,hire,hiring,benefit,subsidy
        广告,退群,advertise,advertisement
        消息,发言,写的东西,聊天,message,write here
        加入,join,become
        颜色,黄的,红的,yellow
        座位,选座,升舱,餐食,upgrade
        超重,重量,公斤,overweight,kilo,kg
        """.split(separator: "\n").map(String.init)
}
