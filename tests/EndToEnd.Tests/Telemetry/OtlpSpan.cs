using System.Text;

namespace AndroidZen.EndToEnd.Tests.Telemetry;

/// <summary>A span as it is sent.</summary>
internal sealed record OtlpSpan(string Service, string TraceId, string SpanId, string ParentId, string Name)
{
    private const string ServiceName = "service.name";

    /// <summary>The spans of an <c>ExportTraceServiceRequest</c>; the numbers are those of opentelemetry-proto.</summary>
    public static IEnumerable<OtlpSpan> Read(byte[] request) =>
        from resourceSpans in Fields(request, 1)
        let service = ServiceOf(Fields(resourceSpans, 1).Single())
        from scopeSpans in Fields(resourceSpans, 2)
        from span in Fields(scopeSpans, 2)
        select new OtlpSpan(service, Id(span, 1), Id(span, 2), Id(span, 4), Encoding.UTF8.GetString(Fields(span, 5).Single().Span));

    private static string ServiceOf(ReadOnlyMemory<byte> resource) =>
        (from attribute in Fields(resource, 1)
         where Encoding.UTF8.GetString(Fields(attribute, 1).Single().Span) == ServiceName
         select Encoding.UTF8.GetString(Fields(Fields(attribute, 2).Single(), 1).Single().Span)).Single();

    private static string Id(ReadOnlyMemory<byte> span, int number) => Fields(span, number).Select(id => Convert.ToHexStringLower(id.Span)).SingleOrDefault("");

    /// <summary>The values of a field that is bytes, a text or a message.</summary>
    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < message.Length;)
        {
            var tag = ReadNumber(message.Span, ref at);
            var length = (tag & 7) switch
            {
                0 => Skip(message.Span, ref at),
                1 => 8,
                2 => (int)ReadNumber(message.Span, ref at),
                _ => 4,
            };
            if (tag >> 3 == (ulong)number && (tag & 7) == 2)
            {
                values.Add(message.Slice(at, length));
            }

            at += length;
        }

        return values;
    }

    private static int Skip(ReadOnlySpan<byte> message, ref int at)
    {
        ReadNumber(message, ref at);
        return 0;
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> message, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }
}
