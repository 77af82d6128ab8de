using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AndroidZen.Protocol;

/// <summary>How JSON is written everywhere in the platform: compact, readable (no <c>\u0027</c>), times in ISO 8601 UTC.</summary>
public static class JsonText
{
    /// <summary>Frames and bodies are never put into HTML by us, so only what JSON itself asks for is escaped.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>A thread keeps no larger buffer than this.</summary>
    private const int MaxIdleBytes = 64 * 1024;

    private static readonly JsonWriterOptions _writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _idle;

    /// <summary>An object as UTF-8 text, its members written by <paramref name="members"/>.</summary>
    public static byte[] WriteObject(Action<Utf8JsonWriter> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var (buffer, writer) = _idle ?? NewWriter();
        _idle = null; // An object within this one needs a writer of its own.
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        var text = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= MaxIdleBytes)
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            _idle = (buffer, writer);
        }

        return text;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) NewWriter()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new Utf8JsonWriter(buffer, _writerOptions));
    }

    /// <summary>ISO 8601, UTC, milliseconds: <c>2026-11-23T10:15:30.123Z</c>.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Whether a JSON text holds a surrogate as an escape (<c>\ud800</c>). Comparing or reading a text throws when half of a pair is missing, which JSON permits; no name that we look for
    /// has one.
    /// </summary>
    public static bool HasSurrogateEscape(ReadOnlySpan<byte> escaped) => escaped.IndexOf("\\ud"u8) >= 0 || escaped.IndexOf("\\uD"u8) >= 0;

    /// <summary>Writes a time as <see cref="Format"/> words it.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(name, Format(time));
    }

    /// <summary>Writes a member whose value is JSON text already known to be well formed.</summary>
    public static void WriteRaw(this Utf8JsonWriter writer, string name, ReadOnlySpan<byte> json)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }
}
