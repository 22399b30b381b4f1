package se.nordcase.bench

import jakarta.jws.WebMethod
import jakarta.jws.WebParam
import jakarta.jws.WebResult
import jakarta.jws.WebService
import jakarta.jws.soap.SOAPBinding
import jakarta.xml.bind.annotation.XmlAccessType
import jakarta.xml.bind.annotation.XmlAccessorType
import jakarta.xml.bind.annotation.XmlElement
import jakarta.xml.bind.annotation.XmlRootElement
import jakarta.xml.bind.annotation.XmlType
import org.apache.cxf.Bus
import org.apache.cxf.BusFactory
import org.apache.cxf.jaxws.JaxWsProxyFactoryBean
import org.apache.cxf.message.Message
import org.apache.cxf.message.MessageImpl
import org.apache.cxf.service.model.EndpointInfo
import org.apache.cxf.transport.AbstractConduit
import org.apache.cxf.transport.Conduit
import org.apache.cxf.transport.ConduitInitiator
import org.apache.cxf.transport.ConduitInitiatorManager
import org.apache.cxf.ws.addressing.EndpointReferenceType
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.InputStream
import java.io.OutputStream
import java.util.logging.Logger
import javax.xml.datatype.XMLGregorianCalendar

private const val NAMESPACE = "http://www.altinn.no/services/ServiceEngine/Case/2010/10"
private const val CASES = "http://schemas.altinn.no/services/ServiceEngine/Case/2010/10"

/** The service as JAX-WS has it: what `wsdl2java` makes of it, without the wrapper classes. */
@WebService(name = "ICaseAgencySystemExternalBasic", targetNamespace = NAMESPACE)
@SOAPBinding(parameterStyle = SOAPBinding.ParameterStyle.BARE)
internal interface CaseAgencyPort {
    @WebMethod(
        operationName = "GetCaseListAgencySystemExternalBasic",
        action = "$NAMESPACE/ICaseAgencySystemExternalBasic/GetCaseListAgencySystemExternalBasic",
    )
    @WebResult(name = "GetCaseListAgencySystemExternalBasicResponse", targetNamespace = NAMESPACE, partName = "parameters")
    fun list(
        @WebParam(name = "GetCaseListAgencySystemExternalBasic", targetNamespace = NAMESPACE, partName = "parameters") request: CxfRequest,
    ): CxfResponse
}

@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "GetCaseListAgencySystemExternalBasic", namespace = NAMESPACE)
internal class CxfRequest {
    @field:XmlElement(namespace = NAMESPACE)
    var systemUserName: String? = null

    @field:XmlElement(namespace = NAMESPACE)
    var systemPassword: String? = null

    @field:XmlElement(namespace = NAMESPACE)
    var externalServiceCode: String? = null

    @field:XmlElement(namespace = NAMESPACE)
    var externalServiceEditionCode: Int? = null
}

@XmlAccessorType(XmlAccessType.FIELD)
@XmlRootElement(name = "GetCaseListAgencySystemExternalBasicResponse", namespace = NAMESPACE)
internal class CxfResponse {
    @field:XmlElement(name = "GetCaseListAgencySystemExternalBasicResult", namespace = NAMESPACE)
    var result: CxfList = CxfList()
}

@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(name = "ExternalCaseBEList", namespace = CASES)
internal class CxfList {
    @field:XmlElement(name = "ExternalCaseBE", namespace = CASES)
    var cases: MutableList<CxfCase> = mutableListOf()
}

@XmlAccessorType(XmlAccessType.FIELD)
@XmlType(name = "ExternalCaseBE", namespace = CASES)
internal class CxfCase {
    @field:XmlElement(name = "CaseID", namespace = CASES)
    var id: Int = 0

    @field:XmlElement(name = "CaseName", namespace = CASES)
    var name: String? = null

    @field:XmlElement(name = "CurrentStateFriendlyName", namespace = CASES)
    var currentStateFriendlyName: String? = null

    @field:XmlElement(name = "CurrentStateID", namespace = CASES)
    var currentStateId: Int? = null

    @field:XmlElement(name = "CurrentStateName", namespace = CASES)
    var currentStateName: String? = null

    @field:XmlElement(name = "DueDate", namespace = CASES)
    var dueDate: XMLGregorianCalendar? = null

    @field:XmlElement(name = "IsArchived", namespace = CASES)
    var isArchived: Boolean? = null

    @field:XmlElement(name = "NoticeTemplateID", namespace = CASES, nillable = true)
    var noticeTemplateId: String? = null

    @field:XmlElement(name = "VisibleDateTime", namespace = CASES)
    var visibleDateTime: XMLGregorianCalendar? = null
}

/** A client of CXF whose transport has the answer already. */
internal class CxfCases(
    answer: ByteArray,
) {
    private val port: CaseAgencyPort

    init {
        val bus = BusFactory.newInstance().createBus()
        bus.getExtension(ConduitInitiatorManager::class.java).registerConduitInitiator(Fixed.ID, Fixed(answer))
        val factory = JaxWsProxyFactoryBean()
        factory.bus = bus
        factory.serviceClass = CaseAgencyPort::class.java
        factory.transportId = Fixed.ID
        factory.address = "fixed:answer"
        port = factory.create() as CaseAgencyPort
    }

    fun list(): CxfList {
        val request = CxfRequest()
        request.systemUserName = "SKDEN"
        request.systemPassword = "p"
        request.externalServiceCode = service.code
        request.externalServiceEditionCode = service.edition
        return port.list(request).result
    }

    private class Fixed(
        private val answer: ByteArray,
    ) : ConduitInitiator {
        override fun getConduit(
            endpoint: EndpointInfo,
            bus: Bus,
        ): Conduit = getConduit(endpoint, null, bus)

        override fun getConduit(
            endpoint: EndpointInfo,
            target: EndpointReferenceType?,
            bus: Bus,
        ): Conduit = Exchange(target ?: EndpointReferenceType(), answer)

        override fun getUriPrefixes() = setOf("fixed")

        override fun getTransportIds() = listOf(ID)

        companion object {
            const val ID = "http://nordcase.se/bench/fixed"
        }
    }

    /** Answers as soon as the request is written. */
    private class Exchange(
        target: EndpointReferenceType,
        private val answer: ByteArray,
    ) : AbstractConduit(target) {
        override fun getLogger(): Logger = Logger.getLogger(Exchange::class.java.name)

        override fun prepare(message: Message) {
            message.setContent(OutputStream::class.java, ByteArrayOutputStream())
        }

        override fun close(message: Message) {
            // Once for the request, once for the answer.
            if (message.getContent(OutputStream::class.java) == null) return super.close(message)
            message.removeContent(OutputStream::class.java)
            val reply = MessageImpl()
            reply.exchange = message.exchange
            reply[Message.CONTENT_TYPE] = "text/xml; charset=utf-8"
            reply[Message.RESPONSE_CODE] = 200
            reply.setContent(InputStream::class.java, ByteArrayInputStream(answer))
            incomingObserver.onMessage(reply)
        }
    }
}
