using System.Security.Cryptography;
using System.Text;
using AndroidZen.Silo.Storage;
using Microsoft.IdentityModel.Tokens;

namespace AndroidZen.WebHost.Security;

/// <summary>The symmetric key of tokens.</summary>
internal static class SigningKeys
{
    /// <summary>The library takes HS512 only with a key as long as its output.</summary>
    private const int MinLibraryKeyBytes = 64;

    /// <summary>
    /// A key as configuration has it. HMAC fills a key that is shorter than its block (64 bytes, or 128) with zeros (RFC 2104), so filling it here makes the same
    /// signatures, and one key does for all three algorithms.
    /// </summary>
    public static SymmetricSecurityKey FromText(string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        Array.Resize(ref bytes, Math.Max(bytes.Length, MinLibraryKeyBytes));
        return new(bytes);
    }

    /// <summary>
    /// Development's own key, kept in the data folder, so that tokens outlive a restart and are good for every process that shares the folder.
    /// </summary>
    public static string OfDevelopment(IConfiguration configuration)
    {
        var file = Path.Combine(DataFolder.Of(configuration), "development-signing.key");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(AuthOptions.MinSigningKeyBytes))));
        }
        catch (IOException) when (File.Exists(file))
        {
            // Made by an earlier start, or by another process just now.
        }

        return File.ReadAllText(file);
    }
}
